import { connect, credsAuthenticator, errors, nkeyAuthenticator } from "@nats-io/transport-node";
import type { ConnectionOptions, NatsConnection, Status } from "@nats-io/transport-node";
import { setTimeout as delay } from "node:timers/promises";

export interface NatsConnectionOptions {
  /** One or several, by commas: `nats://host:4222`, also with `user:password@` or `token@`. */
  readonly url: string;
  /** Shown in the server's lists of connections. */
  readonly name: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  /** Contents of a `.creds` file. */
  readonly credentials?: Uint8Array | undefined;
  readonly nkeySeed?: Uint8Array | undefined;
  readonly tls?: NatsTls | undefined;
  /** How long the first connection is tried for. */
  readonly startTimeoutMs?: number | undefined;
  /** Told of each change: `disconnect`, `reconnect`, `error` … */
  readonly onStatus?: ((status: Status) => void) | undefined;
}

/** Paths of PEM files. */
export interface NatsTls {
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** A connection that reconnects for ever, and knows whether it is up. */
export interface NatsLink {
  readonly connection: NatsConnection;
  /** False while the client is reconnecting, when what is published would only pile up here. */
  readonly up: boolean;
  /** Calls back at each change; the returned function ends that. */
  onChange(listener: (up: boolean) => void): () => void;
  /** Sends what is buffered (acknowledgements), then closes. */
  close(): Promise<void>;
}

/** Throws when no server answers within `startTimeoutMs` (30 s), or at once when it refuses the credentials. */
export async function connectNats(options: NatsConnectionOptions): Promise<NatsLink> {
  const connection = await firstConnection(options);
  const listeners = new Set<(up: boolean) => void>();
  let up = true;
  const change = (now: boolean) => {
    if (up === now) return;
    up = now;
    for (const listener of listeners) listener(now);
  };
  void watch(connection, change, options.onStatus);
  return {
    connection,
    get up() {
      return up;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => closeConnection(connection, up),
  };
}

async function watch(
  connection: NatsConnection,
  change: (up: boolean) => void,
  onStatus: NatsConnectionOptions["onStatus"],
): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === "disconnect" || status.type === "close") change(false);
    if (status.type === "reconnect") change(true);
    onStatus?.(status);
  }
}

async function closeConnection(connection: NatsConnection, up: boolean): Promise<void> {
  if (connection.isClosed()) return;
  // A drain waits for the server's answer, which a lost one never gives.
  await (up ? Promise.race([connection.drain(), delay(5000, undefined, { ref: false })]) : undefined);
  await connection.close();
}

async function firstConnection(options: NatsConnectionOptions): Promise<NatsConnection> {
  const deadline = Date.now() + (options.startTimeoutMs ?? 30_000);
  for (let attempt = 0; ; attempt++) {
    try {
      return await connect(clientOptions(options));
    } catch (error) {
      const refused =
        error instanceof errors.AuthorizationError || error instanceof errors.UserAuthenticationExpiredError;
      if (refused || Date.now() > deadline) {
        throw new Error(
          `cannot connect to NATS at ${withoutSecrets(options.url)}: ${error instanceof Error ? error.message : String(error)}`,
          {
            cause: error,
          },
        );
      }
    }
    await delay(Math.min(200 * 2 ** attempt, 2000));
  }
}

function clientOptions(options: NatsConnectionOptions): ConnectionOptions {
  return {
    servers: withoutSecrets(options.url).split(","),
    name: options.name,
    timeout: 5000,
    // The default gives up after ten attempts, 20 s.
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    reconnectJitterTLS: 250,
    // Credentials can be rotated while the collector runs; the next attempt may be let in.
    ignoreAuthErrorAbort: true,
    pingInterval: 10_000,
    // A stack trace for every publish would cost more than the publish.
    noAsyncTraces: true,
    ...authentication(options),
    ...(options.tls === undefined ? {} : { tls: definedOnly(options.tls) }),
  };
}

function authentication(options: NatsConnectionOptions): ConnectionOptions {
  if (options.credentials !== undefined) return { authenticator: credsAuthenticator(options.credentials) };
  if (options.nkeySeed !== undefined) return { authenticator: nkeyAuthenticator(options.nkeySeed) };
  if (options.token !== undefined) return { token: options.token };
  if (options.user !== undefined) return { user: options.user, pass: options.password ?? "" };
  // The client ignores what stands before the @ of a URL.
  const [, inUrl] = /\/\/([^/@,]*)@/.exec(options.url) ?? [];
  if (inUrl === undefined) return {};
  const [first = "", second] = inUrl.split(":").map(decodeURIComponent);
  return second === undefined ? { token: first } : { user: first, pass: second };
}

function definedOnly({ caFile, certFile, keyFile }: NatsTls): NonNullable<ConnectionOptions["tls"]> {
  return {
    ...(caFile === undefined ? {} : { caFile }),
    ...(certFile === undefined ? {} : { certFile }),
    ...(keyFile === undefined ? {} : { keyFile }),
  };
}

function withoutSecrets(url: string): string {
  return url.replaceAll(/\s/g, "").replaceAll(/\/\/[^/@,]*@/g, "//");
}
