import type { Delivery } from "./delivery.ts";

export interface OutstandingLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** The deliveries that are neither acknowledged nor given back. */
export class Outstanding {
  readonly #limits: OutstandingLimits;
  readonly #deliveries = new Set<Delivery>();
  readonly #timer: NodeJS.Timeout;
  #bytes = 0;
  #waiting: { readonly until: () => boolean; readonly resolve: () => void }[] = [];

  constructor(limits: OutstandingLimits, ackWaitMs: number) {
    this.#limits = limits;
    // A claim is renewed between a quarter and a half of the time it lasts.
    this.#timer = setInterval(() => this.#renew(ackWaitMs / 4), ackWaitMs / 4);
    this.#timer.unref();
  }

  get messages(): number {
    return this.#deliveries.size;
  }

  /** What may be pulled now. */
  get room(): OutstandingLimits {
    return { messages: this.#limits.messages - this.#deliveries.size, bytes: this.#limits.bytes - this.#bytes };
  }

  add(delivery: Delivery): void {
    this.#deliveries.add(delivery);
    this.#bytes += delivery.bytes;
  }

  ack(delivery: Delivery): void {
    delivery.ack();
    this.#remove(delivery);
  }

  giveBack(delivery: Delivery, delayMs: number): void {
    delivery.nak(delayMs);
    this.#remove(delivery);
  }

  terminate(delivery: Delivery): void {
    delivery.term();
    this.#remove(delivery);
  }

  /** Resolves when there is room for so much, or when half of the limits is free. */
  roomFor(wanted: OutstandingLimits): Promise<void> {
    const messages = Math.min(wanted.messages, this.#limits.messages / 2);
    const bytes = Math.min(wanted.bytes, this.#limits.bytes / 2);
    return this.#when(() => this.room.messages >= messages && this.room.bytes >= bytes);
  }

  empty(): Promise<void> {
    return this.#when(() => this.#deliveries.size === 0);
  }

  /** Gives back all that is left. */
  close(): void {
    clearInterval(this.#timer);
    for (const delivery of this.#deliveries) delivery.nak(0);
    this.#deliveries.clear();
    this.#bytes = 0;
    this.#wake();
  }

  #remove(delivery: Delivery): void {
    if (!this.#deliveries.delete(delivery)) return;
    this.#bytes -= delivery.bytes;
    if (this.#waiting.length > 0) this.#wake();
  }

  #when(until: () => boolean): Promise<void> {
    if (until()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ until, resolve }));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ until }) => !until());
    for (const { until, resolve } of waiting) if (until()) resolve();
  }

  #renew(olderThanMs: number): void {
    const before = performance.now() - olderThanMs;
    for (const delivery of this.#deliveries) if (delivery.claimedAt <= before) delivery.working();
  }
}
