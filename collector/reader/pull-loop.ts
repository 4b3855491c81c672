import { setTimeout as delay } from "node:timers/promises";
import type { NatsLink } from "../log/nats-connection.ts";
import type { StreamPlan } from "../log/stream-plan.ts";
import type { Delivery } from "./delivery.ts";
import { Outstanding } from "./outstanding.ts";
import type { OutstandingLimits } from "./outstanding.ts";
import { PullSubscription } from "./pull-subscription.ts";

export interface PullLoopOptions {
  readonly link: NatsLink;
  readonly plan: StreamPlan;
  /** Makes the stream and the consumer where they are missing. */
  readonly ensure: () => Promise<unknown>;
  /** Resolves when what is delivered has somewhere to go. */
  readonly ready: () => Promise<void>;
  /** Ends in `outstanding.ack`, `giveBack` or `terminate`, sooner or later. */
  readonly onDelivery: (delivery: Delivery, outstanding: Outstanding) => void;
  readonly limits?: OutstandingLimits;
  readonly onProblem?: ((cause: string) => void) | undefined;
}

/** Two batches of the writer, so that pulling goes on while one is inserted; their bodies are let go once encoded. */
const defaultLimits: OutstandingLimits = { messages: 32_768, bytes: 64 * 1024 * 1024 };
/** Of one pull: the server cuts off a client for which it holds 64 MiB. */
const largestPull: OutstandingLimits = { messages: 4096, bytes: 8 * 1024 * 1024 };
const stopTimeoutMs = 10_000;

/** Pulls for as long as there is room, through lost connections, restarted servers and deleted consumers. */
export class PullLoop {
  readonly outstanding: Outstanding;
  readonly #options: PullLoopOptions;
  readonly #subscription: PullSubscription;
  readonly #ended: Promise<void>;
  #stopped = false;
  #wake: (() => void) | undefined;
  #pulling = false;
  #deliveredAt = performance.now();

  constructor(options: PullLoopOptions) {
    this.#options = options;
    this.outstanding = new Outstanding(options.limits ?? defaultLimits, options.plan.ackWaitMs);
    this.#subscription = new PullSubscription(options.link, options.plan, (delivery) => this.#deliver(delivery));
    this.#ended = this.#run();
  }

  /** How long a pull has been waiting for its first message; 0 when nothing is being asked for. */
  get idleMs(): number {
    return this.#pulling ? performance.now() - this.#deliveredAt : 0;
  }

  /** Gives up the pull under way, has a look at the stream and pulls anew. */
  restart(cause: string): void {
    this.#subscription.interrupt(cause);
  }

  /** Takes no more, waits for what is being stored, and gives back what is not stored in time. */
  async stop(timeoutMs = stopTimeoutMs): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#subscription.drain();
    await this.#ended;
    const patience = new AbortController();
    await Promise.race([this.outstanding.empty(), delay(timeoutMs, undefined, { signal: patience.signal })]);
    patience.abort();
    this.outstanding.close();
    if (this.#options.link.up) await this.#options.link.connection.flush();
  }

  #deliver(delivery: Delivery): void {
    this.#deliveredAt = performance.now();
    this.outstanding.add(delivery);
    this.#options.onDelivery(delivery, this.outstanding);
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#stopped;) {
      await this.#unlessStopped(this.#options.ready());
      await this.#unlessStopped(this.outstanding.roomFor(largestPull));
      if (this.#stopped) return;
      const cause = await this.#pull();
      if (cause === undefined) {
        failures = 0;
        continue;
      }
      this.#options.onProblem?.(cause);
      failures = await this.#recover(failures);
    }
  }

  /** Why it failed, or undefined. */
  async #pull(): Promise<string | undefined> {
    if (!this.#options.link.up) return "disconnected";
    this.#pulling = true;
    this.#deliveredAt = performance.now();
    const end = await this.#subscription.pull(this.#pullLimits());
    this.#pulling = false;
    return end.kind === "failed" && !this.#stopped ? end.cause : undefined;
  }

  /** At least one message of the largest size, which would never come otherwise. */
  #pullLimits(): OutstandingLimits {
    const { messages, bytes } = this.outstanding.room;
    const largestMessage = (this.#options.link.connection.info?.max_payload ?? 0) + 64 * 1024;
    return {
      messages: Math.min(messages, largestPull.messages),
      bytes: Math.max(Math.min(bytes, largestPull.bytes), largestMessage),
    };
  }

  async #recover(failures: number): Promise<number> {
    const { link, ensure, onProblem } = this.#options;
    const wait = Math.min(100 * 2 ** failures, 5000) * (0.5 + Math.random() / 2);
    await this.#unlessStopped(link.up ? delay(wait, undefined, { ref: false }) : whenUp(link));
    if (this.#stopped) return failures;
    try {
      await ensure();
    } catch (error) {
      onProblem?.(error instanceof Error ? error.message : String(error));
    }
    return Math.min(failures + 1, 10);
  }

  /** Not a race with a promise of the loop's life: each race would leave a callback on it. */
  async #unlessStopped(event: Promise<void>): Promise<void> {
    if (this.#stopped) return;
    await new Promise<void>((resolve, reject) => {
      this.#wake = resolve;
      event.then(resolve, reject);
    });
  }
}

function whenUp(link: NatsLink): Promise<void> {
  return new Promise((resolve) => {
    const unwatch = link.onChange((up) => {
      if (!up) return;
      unwatch();
      resolve();
    });
  });
}
