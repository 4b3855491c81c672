import { allOf, CONFIRMED } from "../transport.ts";
import type { Outcome, Outgoing, SendLimits, Transport } from "../transport.ts";
import { messagesOf } from "./message.ts";
import type { Message } from "./message.ts";
import { NatsLink } from "./nats-link.ts";
import type { Link } from "./nats-link.ts";
import type { NatsOptions } from "./nats-options.ts";
import { isLinkFault, publishOutcome } from "./publish-outcome.ts";

/** What the server allows a message unless it is configured otherwise. */
const defaultMaxPayload = 1024 * 1024;
/** Headers count towards the limit of a message: message id, content type. */
const headerRoom = 1024;
const sends = 4;

/** Publishes to NATS JetStream in the wire format of the other OpenLineage clients. */
export class NatsTransport implements Transport {
  readonly kind = "nats";
  readonly limits: SendLimits;
  readonly #options: NatsOptions;
  readonly #link: NatsLink;

  constructor(options: NatsOptions) {
    this.#options = options;
    this.#link = new NatsLink(options);
    const messages = Math.max(1, Math.ceil(options.inFlight / sends));
    this.limits = { maxEvents: messages * Math.max(1, options.batch), maxBytes: 8 * 1024 * 1024, inFlight: sends };
  }

  get maxEventBytes(): number {
    return (this.#link.maxPayload ?? defaultMaxPayload) - headerRoom;
  }

  async send(events: readonly Outgoing[]): Promise<readonly Outcome[]> {
    let link: Link;
    try {
      link = await this.#link.get();
    } catch (error) {
      return allOf(events, { kind: "retry", cause: error instanceof Error ? error.message : String(error) });
    }
    const messages = messagesOf(events, this.#options.batch, this.maxEventBytes);
    if (!this.#options.jetstream) return this.#publishPlainly(link, events, messages);
    const outcomes = await Promise.all(messages.map((message) => this.#publish(link, message)));
    return outcomes.flat();
  }

  async close(): Promise<void> {
    await this.#link.close();
  }

  async #publish(link: Link, message: Message): Promise<readonly Outcome[]> {
    try {
      await link.jetstream.publish(this.#options.subject, message.body, {
        headers: this.#headers(link, message),
        timeout: this.#options.publishTimeoutMs,
      });
      return allOf(message.events, CONFIRMED);
    } catch (error) {
      if (isLinkFault(error)) this.#link.drop(link.connection);
      return allOf(message.events, publishOutcome(error));
    }
  }

  /** Without JetStream nobody confirms; that the server has read everything is all there is to know. */
  async #publishPlainly(
    link: Link,
    events: readonly Outgoing[],
    messages: readonly Message[],
  ): Promise<readonly Outcome[]> {
    try {
      for (const message of messages) {
        link.connection.publish(this.#options.subject, message.body, { headers: this.#headers(link, message) });
      }
      await inTime(link.connection.flush(), this.#options.publishTimeoutMs);
      return allOf(events, CONFIRMED);
    } catch (error) {
      this.#link.drop(link.connection);
      return allOf(events, publishOutcome(error));
    }
  }

  #headers(link: Link, message: Message): ReturnType<Link["headers"]> {
    const headers = link.headers();
    for (const [name, value] of Object.entries(this.#options.headers ?? {})) headers.set(name, value);
    if (this.#options.msgIdHeader) headers.set("Nats-Msg-Id", message.id);
    if (message.packed) headers.set("Content-Type", "application/x-ndjson");
    return headers;
  }
}

/** A connection that is dead without a sign would never answer. */
async function inTime(answer: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), timeoutMs);
  });
  try {
    await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
