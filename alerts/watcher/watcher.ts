import type { Channel } from "#signals/expectations/channel.ts";
import { subjectKey } from "#signals/verdict.ts";
import type { Evaluation, Subject } from "#signals/verdict.ts";
import type { Store } from "#store/store.ts";
import type { Sender } from "../channels/sender.ts";
import type { Directory } from "../incidents/directory.ts";
import { isOpen } from "../incidents/incident.ts";
import type { Incident, IncidentState, Notice } from "../incidents/incident.ts";
import type { IncidentSettings } from "../incidents/incident-settings.ts";
import type { Lineage } from "../incidents/lineage.ts";
import type { Happening } from "../incidents/log-entry.ts";
import { breachesIn, openIncidents } from "../incidents/members.ts";
import { step } from "../incidents/step.ts";
import { buildMessage, mainVerdict } from "../message/build-message.ts";
import type { LastGood } from "../message/build-message.ts";
import type { Addresses } from "../message/links.ts";
import type { Message } from "../message/message.ts";
import type { AttemptSettings } from "./channel-attempts.ts";
import { Courier } from "./courier.ts";
import { noLineage } from "./graph-lineage.ts";
import { Journal } from "./journal.ts";
import type { Lease, Tenure } from "./lease.ts";
import { pendingIn } from "./pending.ts";

export interface WatcherOptions {
  readonly store: Pick<Store, "insert" | "client">;
  readonly lease: Lease;
  readonly directory: Directory;
  /** As it is known now. What a job starts need be known of the jobs in trouble only. */
  readonly lineage: (troubled: readonly Subject[]) => Promise<Lineage>;
  readonly lastGood: (subject: Subject, lineage: Lineage) => Promise<LastGood | undefined>;
  readonly senderOf: (channel: Channel) => Sender;
  readonly addresses: Addresses;
  readonly settings: IncidentSettings;
  readonly attempts: AttemptSettings;
  /** Each attempt to tell a channel; `why` it did not succeed. */
  readonly onAttempt?: (channel: string, outcome: "delivered" | "retried" | "failed", why: string) => void;
  /** What could not be written down or sent now; it is tried again. */
  readonly onProblem: (error: unknown) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** After so many attempts in vain another channel is told without waiting for the next evaluation. */
const attemptsBeforeOthers = 3;
/** How long a stop waits for what is being sent. */
const closeWithinMs = 5000;

/**
 * From evaluations to the channels: what has become of the incidents is decided, written down, then told. Only while the lease is
 * held; what another has left half done is ended first.
 */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #journal: Journal;
  #tenure: Tenure | undefined;
  #courier: Courier | undefined;
  #lineage = noLineage;
  #last: Evaluation | undefined;
  #isClosed = false;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#journal = new Journal(options.store);
  }

  /** Resolves when what is decided is durable; what is to be told is then on its way. */
  take(evaluation: Evaluation): Promise<void> {
    return this.#journal.exclusively(async () => {
      this.#last = evaluation;
      const courier = this.#begin();
      if (courier === undefined) return;
      const now = this.#options.now();
      const read = await this.#journal.refresh(now);
      if (read !== undefined) courier.send(pendingIn(read));
      await this.#decide(evaluation, courier, now);
    });
  }

  /** Ends what is being sent; what waits to be tried again is left to whoever watches next. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const quiet = this.#courier?.quiet();
    if (quiet !== undefined) await Promise.race([quiet, this.#pause()]);
    await this.#options.lease.close();
    await this.#journal.exclusively(async () => undefined);
  }

  /** Undefined while another watches. */
  #begin(): Courier | undefined {
    const tenure = this.#isClosed ? undefined : this.#options.lease.held;
    if (tenure === this.#tenure) return this.#courier;
    this.#tenure = tenure;
    this.#courier = tenure === undefined ? undefined : this.#courierFor(tenure);
    this.#journal.distrust();
    return this.#courier;
  }

  async #decide(evaluation: Evaluation, courier: Courier, now: number): Promise<void> {
    const { directory, settings, lease } = this.#options;
    const { state: before } = this.#journal;
    const troubled = troubledJobs(evaluation, before);
    if (troubled !== undefined) this.#lineage = await this.#options.lineage(troubled);
    const context = { lineage: this.#lineage, directory, settings, now: this.#journal.time(now) };
    const { state, entries } = step(before, evaluation, context);
    if (lease.held !== this.#tenure) return;
    await this.#journal.decide(entries, state);
    courier.send(pendingIn(entries));
  }

  #courierFor({ signal }: Tenure): Courier {
    const { directory, senderOf, attempts, now, onProblem } = this.#options;
    return new Courier({
      incidentOf: (id) => this.#journal.state.incidents.get(id),
      directory,
      senderOf,
      compose: (incident, notice, channel) => this.#compose(incident, notice, channel),
      note: (incident, happening) => this.#note(incident, happening),
      onFailure: (tried, isFinal) => {
        if (isFinal || tried === attemptsBeforeOthers) this.#decideAgain();
      },
      onProblem,
      attempts,
      now,
      signal,
    });
  }

  #note(incident: string, happening: Happening): Promise<void> {
    const { now, onAttempt } = this.#options;
    if (happening.kind === "notified") onAttempt?.(happening.channel, "delivered", "");
    if (happening.kind === "delivery_failed") {
      onAttempt?.(happening.channel, happening.retryAt === null ? "failed" : "retried", happening.why);
    }
    return this.#journal.exclusively(() => this.#journal.note(incident, now(), happening));
  }

  async #compose(incident: Incident, notice: Notice, channel: string): Promise<Message> {
    const { directory, addresses, now, onProblem } = this.#options;
    const lineage = this.#lineage;
    const lastGood = await this.#options.lastGood(mainVerdict(incident).subject, lineage).catch((error: unknown) => {
      // A message without it is better than none.
      onProblem(error);
      return undefined;
    });
    const heldBack = [...this.#journal.state.incidents.values()].filter(
      (each) => isOpen(each) && each.told.get(channel)?.heldBack !== undefined,
    ).length;
    return buildMessage(incident, notice, channel, { directory, lineage, addresses, lastGood, heldBack, now: now() });
  }

  /** What was judged last still holds; another channel may have to be told. */
  #decideAgain(): void {
    if (this.#last !== undefined) this.take(this.#last).catch(this.#options.onProblem);
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, closeWithinMs).unref();
    });
  }
}

/** Jobs in breach or in an open incident, in an order of their own; undefined when nothing is wrong at all. */
function troubledJobs(evaluation: Evaluation, state: IncidentState): readonly Subject[] | undefined {
  const inBreach = breachesIn(evaluation).map(({ subject }) => subject);
  const open = openIncidents(state).flatMap(({ members }) =>
    [...members.values()].map(({ verdict }) => verdict.subject),
  );
  if (inBreach.length === 0 && open.length === 0) return undefined;
  const jobs = [...inBreach, ...open].filter(({ kind }) => kind === "job");
  return [...new Map(jobs.map((job) => [subjectKey(job), job]))]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, job]) => job);
}
