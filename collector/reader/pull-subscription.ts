import { createInbox, nanos } from "@nats-io/transport-node";
import type { Msg, Subscription } from "@nats-io/transport-node";
import type { NatsLink } from "../log/nats-connection.ts";
import type { StreamPlan } from "../log/stream-plan.ts";
import { Delivery } from "./delivery.ts";
import type { OutstandingLimits } from "./outstanding.ts";

/** How a pull ended: `done` calls for the next one; after all else the stream is looked at first. */
export type PullEnd = { readonly kind: "done" } | { readonly kind: "failed"; readonly cause: string };

const expiresMs = 10_000;
const heartbeatMs = 2000;
/** Two missed, and some. */
const silenceMs = 5000;
const done: PullEnd = { kind: "done" };

/**
 * Pulls from a durable consumer, limited in messages AND in bytes: the client's `fetch` takes only
 * one of the two, and events reach from 200 bytes to megabytes. One pull at a time.
 */
export class PullSubscription {
  readonly #link: NatsLink;
  readonly #plan: StreamPlan;
  readonly #onDelivery: (delivery: Delivery) => void;
  readonly #inbox: string;
  readonly #subscription: Subscription;
  readonly #unwatch: () => void;
  #left = 0;
  #heardAt = 0;
  #end: ((end: PullEnd) => void) | undefined;

  constructor(link: NatsLink, plan: StreamPlan, onDelivery: (delivery: Delivery) => void) {
    this.#link = link;
    this.#plan = plan;
    this.#onDelivery = onDelivery;
    this.#inbox = createInbox();
    this.#subscription = link.connection.subscribe(this.#inbox, {
      callback: (error, message) => {
        if (error === null) this.#receive(message);
        else this.#finish({ kind: "failed", cause: error.message });
      },
    });
    this.#unwatch = link.onChange((up) => {
      if (!up) this.#finish({ kind: "failed", cause: "disconnected" });
    });
  }

  /** Resolves when the server owes no more; deliveries come by the callback meanwhile. */
  async pull(limits: OutstandingLimits): Promise<PullEnd> {
    const ended = new Promise<PullEnd>((resolve) => {
      this.#end = resolve;
    });
    this.#left = limits.messages;
    this.#heardAt = performance.now();
    const watchdog = setInterval(() => {
      if (performance.now() - this.#heardAt > silenceMs) this.#finish({ kind: "failed", cause: "no heartbeat" });
    }, 1000);
    const { stream, durable } = this.#plan;
    const request = {
      batch: limits.messages,
      max_bytes: limits.bytes,
      expires: nanos(expiresMs),
      idle_heartbeat: nanos(heartbeatMs),
    };
    this.#link.connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`, JSON.stringify(request), {
      reply: this.#inbox,
    });
    const end = await ended;
    clearInterval(watchdog);
    return end;
  }

  /** Ends the pull under way as failed. */
  interrupt(cause: string): void {
    this.#finish({ kind: "failed", cause });
  }

  /** Takes what is on its way, then no more. */
  async drain(): Promise<void> {
    this.#unwatch();
    if (this.#link.up && !this.#link.connection.isClosed()) await this.#subscription.drain();
    this.#finish(done);
  }

  #receive(message: Msg): void {
    this.#heardAt = performance.now();
    // The subject of a delivery is the one it was published to; only the server's own words come to the inbox.
    if (message.subject === this.#inbox)
      return this.#receiveStatus(message.headers?.code ?? 0, message.headers?.description ?? "");
    if (message.reply === undefined) return;
    this.#onDelivery(new Delivery(this.#link.connection, message, message.reply));
    if (--this.#left === 0) this.#finish(done);
  }

  #receiveStatus(code: number, description: string): void {
    if (code === 100) return;
    // 408: it expired. 409 has many meanings; these two only say that this pull is complete.
    const complete = code === 408 || /message size exceeds maxbytes|batch completed/i.test(description);
    this.#finish(complete ? done : { kind: "failed", cause: `${code} ${description}`.trim() });
  }

  #finish(end: PullEnd): void {
    this.#end?.(end);
    this.#end = undefined;
  }
}
