import { JetStreamApiError, jetstream } from "@nats-io/jetstream";
import type { JetStreamClient, JetStreamManager, PubAck } from "@nats-io/jetstream";
import { headers as createHeaders } from "@nats-io/transport-node";
import type { MsgHdrs } from "@nats-io/transport-node";
import { encodeDeadLetter } from "../dead-letters/dead-letter-message.ts";
import { refuse } from "../dead-letters/dead-letter-row.ts";
import { logHeaders } from "./headers.ts";
import { InFlight } from "./in-flight.ts";
import type { AppendOutcome, EventLog, LogMessage } from "./log.ts";
import type { NatsLink } from "./nats-connection.ts";
import type { StreamPlan } from "./stream-plan.ts";

export interface NatsLogOptions {
  readonly link: NatsLink;
  readonly manager: JetStreamManager;
  readonly events: StreamPlan;
  readonly deadLetters: StreamPlan;
  /** Clients give up after 5 s and post again. */
  readonly publishTimeoutMs?: number;
  readonly maxInFlight?: { readonly messages: number; readonly bytes: number };
}

const publishTimeoutMs = 4000;
const maxInFlight = { messages: 4096, bytes: 64 * 1024 * 1024 };
/** NATS counts headers as payload. */
const headerAllowance = 8192;
const messageTooLarge = 10054;

/** The event log on JetStream. The streams must be there: see `ensureStream`. */
export function createNatsLog(options: NatsLogOptions): EventLog {
  const { link, events, deadLetters } = options;
  const publisher = new Publisher(options);
  const maxMessageBytes = () => (link.connection.info?.max_payload ?? 1024 * 1024) - headerAllowance;
  return {
    kind: "nats",
    get maxMessageBytes() {
      return maxMessageBytes();
    },
    async append(message) {
      if (message.body.length > maxMessageBytes()) return { kind: "too_large", bytes: message.body.length };
      return publisher.publish(events.subject, message.body, () => eventHeaders(message), message.messageId);
    },
    async appendDeadLetter(letter) {
      const { body, headers } = encodeDeadLetter(refuse(letter, new Date()), maxMessageBytes());
      const outcome = await publisher.publish(deadLetters.subject, body, () => headers);
      if (outcome.kind === "retry") throw outcome.cause;
      if (outcome.kind === "too_large") throw new Error("the dead-letter stream refuses a message of this size");
    },
    lag: () => lag(options),
    close: () => publisher.close(),
  };
}

function eventHeaders(message: LogMessage): MsgHdrs {
  const headers = createHeaders();
  headers.set(logHeaders.source, "http");
  for (const [name, value] of Object.entries(message.headers)) headers.set(name, value);
  return headers;
}

async function lag({ link, manager, events }: NatsLogOptions): Promise<number | null> {
  if (!link.up) return null;
  try {
    const { num_pending, num_ack_pending } = await manager.consumers.info(events.stream, events.durable);
    return num_pending + num_ack_pending;
  } catch {
    // Unknown, whatever the cause; the caller shows it as such.
    return null;
  }
}

class Publisher {
  readonly #link: NatsLink;
  readonly #client: JetStreamClient;
  readonly #timeout: number;
  readonly #inFlight: InFlight;
  readonly #unwatch: () => void;
  readonly #unanswered = new Set<(error: Error) => void>();
  #closed = false;

  constructor(options: NatsLogOptions) {
    this.#link = options.link;
    this.#client = jetstream(options.link.connection);
    this.#timeout = options.publishTimeoutMs ?? publishTimeoutMs;
    this.#inFlight = new InFlight(options.maxInFlight ?? maxInFlight);
    this.#unwatch = options.link.onChange((up) => {
      if (!up) for (const fail of this.#unanswered) fail(new Error("disconnected from NATS"));
    });
  }

  async publish(subject: string, body: Uint8Array, makeHeaders: () => MsgHdrs, msgID?: string): Promise<AppendOutcome> {
    if (this.#closed) return { kind: "retry", cause: new Error("the log is closed") };
    if (!this.#link.up) return { kind: "retry", cause: new Error("not connected to NATS") };
    if (!this.#inFlight.enter(body.length)) {
      return { kind: "retry", cause: new Error("too many messages wait for the log") };
    }
    try {
      // Inside, because the client throws for header values it cannot carry.
      const options = { headers: makeHeaders(), timeout: this.#timeout, ...(msgID === undefined ? {} : { msgID }) };
      return stored(await this.#unlessDisconnected(this.#client.publish(subject, body, options)));
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === messageTooLarge) {
        return { kind: "too_large", bytes: body.length };
      }
      return { kind: "retry", cause: error instanceof Error ? error : new Error(String(error)) };
    } finally {
      this.#inFlight.leave(body.length);
    }
  }

  /** The client lets a request whose answer is lost with the connection run into its timeout. */
  async #unlessDisconnected(answer: Promise<PubAck>): Promise<PubAck> {
    const { promise, resolve, reject } = Promise.withResolvers<PubAck>();
    this.#unanswered.add(reject);
    answer.then(resolve, reject);
    try {
      return await promise;
    } finally {
      this.#unanswered.delete(reject);
    }
  }

  /** Waits for the answers under way, at most as long as each may take. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#inFlight.empty();
    this.#unwatch();
  }
}

function stored({ duplicate }: PubAck): AppendOutcome {
  return { kind: "stored", duplicate };
}
