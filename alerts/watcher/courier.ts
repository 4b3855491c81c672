import type { Channel } from "#signals/expectations/channel.ts";
import type { Outcome, Sender, Thread } from "../channels/sender.ts";
import type { Directory } from "../incidents/directory.ts";
import { isOpen } from "../incidents/incident.ts";
import type { Incident, Notice } from "../incidents/incident.ts";
import type { Happening } from "../incidents/log-entry.ts";
import { isWaking } from "../incidents/ledger.ts";
import { channelNamed } from "../incidents/routing.ts";
import type { Message } from "../message/message.ts";
import { createChannelAttempts } from "./channel-attempts.ts";
import type { AttemptSettings, ChannelAttempts } from "./channel-attempts.ts";
import { deliveryKey } from "./pending.ts";
import type { Delivery } from "./pending.ts";

export interface CourierOptions {
  readonly incidentOf: (id: string) => Incident | undefined;
  readonly directory: Directory;
  readonly senderOf: (channel: Channel) => Sender;
  readonly compose: (incident: Incident, notice: Notice, channel: string) => Promise<Message>;
  /** Writes down what became of it. */
  readonly note: (incident: string, happening: Happening) => Promise<void>;
  /** It has failed again, or for good. */
  readonly onFailure: (attempts: number, isFinal: boolean) => void;
  /** What is a bug, or cannot be written down now. */
  readonly onProblem: (error: unknown) => void;
  readonly attempts: AttemptSettings;
  readonly now: () => number;
  /** When it is aborted nothing more is sent. */
  readonly signal: AbortSignal;
}

/**
 * Tells channels, and writes down what became of it. What is told of one incident on one channel is told in its order; all else
 * goes side by side.
 */
export class Courier {
  readonly #options: CourierOptions;
  readonly #channels = new Map<string, ChannelAttempts>();
  /** By channel and incident: the last that was begun. */
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #underWay = new Set<string>();
  /** What is being sent at this moment. */
  readonly #sending = new Set<Promise<unknown>>();

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** Returns at once. What is under way already is not begun again. */
  send(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      const key = deliveryKey(delivery);
      if (this.#underWay.has(key)) continue;
      this.#underWay.add(key);
      const lane = `${delivery.channel}\0${delivery.incident}`;
      const before = this.#lanes.get(lane) ?? Promise.resolve();
      const turn = before
        .then(() => this.#deliver(delivery))
        .catch((error: unknown) => {
          if (!this.#options.signal.aborted) this.#options.onProblem(error);
        })
        .finally(() => {
          this.#underWay.delete(key);
          if (this.#lanes.get(lane) === turn) this.#lanes.delete(lane);
        });
      this.#lanes.set(lane, turn);
    }
  }

  /** Resolves when nothing is being sent; what waits to be tried again is not waited for. */
  async quiet(): Promise<void> {
    while (this.#sending.size > 0) await Promise.allSettled(this.#sending);
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const { directory, note, onFailure, now, signal } = this.#options;
    const { incident, channel: name, notice } = delivery;
    let attempts = delivery.attempts;
    const failed = async (why: string, retryAt: number | null): Promise<void> => {
      await note(incident, { kind: "delivery_failed", channel: name, notice, why, attempt: attempts, retryAt });
      onFailure(attempts, retryAt === null);
    };
    const channel = channelNamed(directory, name);
    if (channel === undefined) return failed("there is no such channel any more", null);
    const sender = this.#options.senderOf(channel);
    let title = "";
    const settled = await this.#attemptsOn(name).until({
      attempts,
      signal,
      attempt: () => {
        attempts++;
        return this.#sent(async () => {
          const known = this.#options.incidentOf(incident);
          if (known === undefined) return over("nothing is known of the incident any more");
          if (!isOpen(known) && isWaking(notice)) return over("it was over before it could be told");
          const message = await this.#options.compose(known, notice, name);
          title = message.headline;
          return sender(message, threadOf(known, name), signal);
        });
      },
      onFailure: (why, delayMs) => void failed(why, now() + delayMs).catch(this.#options.onProblem),
    });
    if (settled.kind === "failed") return failed(settled.why, null);
    return note(incident, { kind: "notified", channel: name, notice, title, receipt: settled.receipt });
  }

  async #sent(send: () => Promise<Outcome>): Promise<Outcome> {
    const sending = send();
    this.#sending.add(sending);
    try {
      return await sending;
    } finally {
      this.#sending.delete(sending);
    }
  }

  #attemptsOn(channel: string): ChannelAttempts {
    const known = this.#channels.get(channel) ?? createChannelAttempts(this.#options.attempts);
    this.#channels.set(channel, known);
    return known;
  }
}

function over(why: string): Outcome {
  return { kind: "refused", why };
}

function threadOf({ id, told }: Incident, channel: string): Thread {
  const known = told.get(channel);
  return { id: known?.thread ?? id, receipt: known?.receipt };
}
