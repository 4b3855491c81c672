/** Options of the `http` transport, those of the other OpenLineage clients. */
export interface HttpOptions {
  readonly url: string;
  /** Default `api/v1/lineage`. */
  readonly endpoint: string;
  /** Sent as `Authorization: Bearer …`. */
  readonly apiKey?: string;
  readonly compression?: "gzip";
  readonly timeoutMs: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Events in one request when several wait, by the batch endpoint; 1 never uses it. Default 100. */
  readonly batch: number;
  /** Requests under way at once. Default 4. */
  readonly inFlight: number;
  /** Largest event sent, in bytes. Default 4 MiB. */
  readonly maxEventBytes: number;
}
