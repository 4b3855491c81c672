/** Options of the `nats` transport: those of the other OpenLineage clients, and the last three of ours. */
export interface NatsOptions {
  /** One URL or several with commas between: `nats://host:4222`, `tls://host:4222`. */
  readonly url: string;
  /** Default `openlineage.events`. */
  readonly subject: string;
  /** Wait for JetStream's acknowledgement (default). Without it, an event counts as confirmed once the server has read it. */
  readonly jetstream: boolean;
  readonly publishTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Send `Nats-Msg-Id` (default), by which the stream drops what it was sent twice. */
  readonly msgIdHeader: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  readonly nkeysSeed?: string;
  readonly credsFile?: string;
  readonly tlsCaFile?: string;
  readonly tlsCertFile?: string;
  readonly tlsKeyFile?: string;
  /** Further headers of every message: `Tidemark-Received-At` for an import of history. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Events packed into one message as NDJSON when several wait. 1 (default) is the format of the other clients. */
  readonly batch: number;
  /** Messages that may wait for their acknowledgement. Default 256. */
  readonly inFlight: number;
}
