import type { Outcome, Outgoing, SendLimits, Transport } from "./transport.ts";

export interface CompositeOptions {
  /** Go on to the next transport after one failed. Default true. */
  readonly continueOnFailure: boolean;
  /** Go on to the next transport after one has taken the event. Default true. */
  readonly continueOnSuccess: boolean;
}

/**
 * Several transports, tried in order, as in the other OpenLineage clients: an event is confirmed when
 * one of them took it; what the others could not take then is not tried again. With
 * `continueOnFailure: false` the first failure is the answer, so that the event comes back here, and
 * those before it may get it twice.
 */
export class CompositeTransport implements Transport {
  readonly kind = "composite";
  readonly #transports: readonly Transport[];
  readonly #options: CompositeOptions;
  readonly #onFailure: (kind: string, cause: string) => void;

  constructor(
    transports: readonly Transport[],
    options: CompositeOptions,
    onFailure: (kind: string, cause: string) => void,
  ) {
    this.#transports = transports;
    this.#options = options;
    this.#onFailure = onFailure;
  }

  get maxEventBytes(): number {
    return Math.min(...this.#transports.map((transport) => transport.maxEventBytes));
  }

  get limits(): SendLimits {
    const limits = this.#transports.map((transport) => transport.limits);
    return {
      maxEvents: Math.min(...limits.map((limit) => limit.maxEvents)),
      maxBytes: Math.min(...limits.map((limit) => limit.maxBytes)),
      inFlight: Math.min(...limits.map((limit) => limit.inFlight)),
    };
  }

  async send(events: readonly Outgoing[]): Promise<readonly Outcome[]> {
    const answers = events.map((event): { readonly event: Outgoing; answer: Outcome | undefined } => ({
      event,
      answer: undefined,
    }));
    let open = answers;
    for (const transport of this.#transports) {
      if (open.length === 0) break;
      const outcomes = await transport.send(open.map(({ event }) => event));
      for (const [index, item] of open.entries()) item.answer = this.#combine(item.answer, outcomes[index]);
      this.#tellFailures(transport.kind, outcomes);
      open = open.filter((_, index) => this.#goesOn(outcomes[index]));
    }
    return answers.map(({ answer }) => answer ?? { kind: "retry", cause: "no transport answered" });
  }

  async close(): Promise<void> {
    await Promise.all(this.#transports.map((transport) => transport.close()));
  }

  #combine(before: Outcome | undefined, now: Outcome | undefined): Outcome | undefined {
    if (before === undefined || now === undefined) return now ?? before;
    if (!this.#options.continueOnFailure) return now;
    return rank(now) < rank(before) ? now : before;
  }

  #goesOn(outcome: Outcome | undefined): boolean {
    return outcome?.kind === "confirmed" ? this.#options.continueOnSuccess : this.#options.continueOnFailure;
  }

  #tellFailures(kind: string, outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      if (outcome.kind === "retry") this.#onFailure(kind, outcome.cause);
      if (outcome.kind === "rejected") this.#onFailure(kind, outcome.reason);
    }
  }
}

function rank(outcome: Outcome): number {
  return ["confirmed", "retry", "rejected"].indexOf(outcome.kind);
}
