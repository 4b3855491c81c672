import { setImmediate as turn } from "node:timers/promises";
import { reasons } from "../reasons.ts";
import type { Reject } from "../stages/outcome.ts";
import { gatewayErrors } from "./errors.ts";
import type { Intake, Ready } from "./intake.ts";

/** As the specification names them. */
export interface FailedEvent {
  readonly index: number;
  /** `code: words`. */
  readonly reason: string;
  readonly retriable: boolean;
}

/** A message of the log that is synced to disk costs the same for one event as for many. */
const packEvents = 200;
const packBytes = 256 * 1024;
/** How long other requests may wait for this one's events to be checked. */
const turnMs = 20;

/** Those that failed, by index. The others are in the log. Events not looked at within `budgetMs` fail as retriable. */
export async function acceptBatch(
  intake: Intake,
  bodies: readonly Uint8Array[],
  headers: Readonly<Record<string, string>>,
  budgetMs: number,
): Promise<readonly FailedEvent[]> {
  const failed: FailedEvent[] = [];
  const packs = new Packs(intake, headers, failed);
  const burials = new Burials(intake, failed);
  const start = performance.now();
  let turnStart = start;
  for (const [index, body] of bodies.entries()) {
    if (turnStart - start > budgetMs) {
      failed.push(unavailable(index));
      continue;
    }
    const event = intake.prepare(body);
    if (event.kind === "ready") {
      packs.add(index, event);
    } else {
      await burials.add(index, body, event);
    }
    if (performance.now() - turnStart > turnMs) {
      await turn();
      turnStart = performance.now();
    }
  }
  await Promise.all([packs.done(), burials.done()]);
  return failed.sort((a, b) => a.index - b.index);
}

function refused(index: number, { reason, detail }: Reject): FailedEvent {
  const words = detail === "" ? reasons[reason].meaning : detail;
  return { index, reason: `${reason}: ${words}`, retriable: false };
}

function unavailable(index: number): FailedEvent {
  return { index, reason: `log_unavailable: ${gatewayErrors.log_unavailable.meaning}`, retriable: true };
}

/** Puts events into the log, many a message. */
class Packs {
  readonly #intake: Intake;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #failed: FailedEvent[];
  readonly #sent: Promise<void>[] = [];
  #events: Ready[] = [];
  #indexes: number[] = [];
  #bytes = 0;

  constructor(intake: Intake, headers: Readonly<Record<string, string>>, failed: FailedEvent[]) {
    this.#intake = intake;
    this.#headers = headers;
    this.#failed = failed;
  }

  add(index: number, event: Ready): void {
    const limit = Math.min(packBytes, this.#intake.maxMessageBytes);
    if (this.#events.length === packEvents || this.#bytes + event.body.length + 1 > limit) this.#flush();
    this.#events.push(event);
    this.#indexes.push(index);
    this.#bytes += event.body.length + 1;
  }

  async done(): Promise<void> {
    this.#flush();
    await Promise.all(this.#sent);
  }

  #flush(): void {
    const [events, indexes] = [this.#events, this.#indexes];
    [this.#events, this.#indexes, this.#bytes] = [[], [], 0];
    this.#sent.push(this.#send(events, indexes));
  }

  async #send(events: readonly Ready[], indexes: readonly number[]): Promise<void> {
    const [first] = events;
    if (first === undefined) return;
    const appended = await (events.length === 1
      ? this.#intake.append(first, this.#headers)
      : this.#intake.appendPack(events, this.#headers));
    if (appended.kind === "unavailable") this.#failed.push(...indexes.map(unavailable));
  }
}

/** Keeps what was refused, a few at once. What cannot be kept has to be sent again. */
class Burials {
  readonly #intake: Intake;
  readonly #failed: FailedEvent[];
  #running: Promise<void>[] = [];

  constructor(intake: Intake, failed: FailedEvent[]) {
    this.#intake = intake;
    this.#failed = failed;
  }

  async add(index: number, body: Uint8Array, refusal: Reject): Promise<void> {
    this.#running.push(this.#bury(index, body, refusal));
    if (this.#running.length >= 64) await this.done();
  }

  async done(): Promise<void> {
    await Promise.all(this.#running);
    this.#running = [];
  }

  async #bury(index: number, body: Uint8Array, refusal: Reject): Promise<void> {
    const kept = await this.#intake.bury(body, refusal);
    this.#failed.push(kept ? refused(index, refusal) : unavailable(index));
  }
}
