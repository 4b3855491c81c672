import type { JetStreamClient } from "@nats-io/jetstream";
import type { MsgHdrs, NatsConnection } from "@nats-io/transport-node";
import { runInBackground } from "./background.ts";
import { connectionOptions } from "./connection-options.ts";
import type { NatsOptions } from "./nats-options.ts";

/** What is needed to publish. The client's modules are loaded with the first connection. */
export interface Link {
  readonly connection: NatsConnection;
  readonly jetstream: JetStreamClient;
  readonly headers: () => MsgHdrs;
}

/** One connection, made when it is first needed and again after it was lost. */
export class NatsLink {
  readonly #options: NatsOptions;
  #link: Promise<Link> | undefined;
  #connection: NatsConnection | undefined;
  /** Other servers of the cluster, learnt while connected, for when the configured ones are gone. */
  #known: readonly string[] = [];
  #maxPayload: number | undefined;
  #closed = false;

  constructor(options: NatsOptions) {
    this.#options = options;
  }

  /** The server's limit of a message; undefined before the first connection. */
  get maxPayload(): number | undefined {
    return this.#maxPayload;
  }

  /** @throws when no server can be reached or lets this client in. */
  async get(): Promise<Link> {
    if (this.#closed) throw new Error("the transport is closed");
    this.#link ??= this.#connect();
    return this.#link;
  }

  /** Forgets this connection if it is still the current one; the next `get` dials anew. */
  drop(connection: NatsConnection): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#link = undefined;
    void connection.close();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const link = await this.#link?.catch(() => undefined);
    await link?.connection.close();
  }

  async #connect(): Promise<Link> {
    try {
      const [nats, { jetstream }] = await Promise.all([
        import("@nats-io/transport-node"),
        import("@nats-io/jetstream"),
      ]);
      const connection = await nats.connect(await connectionOptions(nats, this.#options, this.#known));
      runInBackground(connection);
      this.#maxPayload = connection.info?.max_payload;
      this.#known = connection.info?.connect_urls ?? [];
      this.#connection = connection;
      void this.#dropWhenClosed(connection);
      const client = jetstream(connection, { timeout: this.#options.publishTimeoutMs });
      return { connection, jetstream: client, headers: nats.headers };
    } catch (error) {
      this.#link = undefined;
      throw error;
    }
  }

  async #dropWhenClosed(connection: NatsConnection): Promise<void> {
    await connection.closed();
    this.drop(connection);
  }
}
