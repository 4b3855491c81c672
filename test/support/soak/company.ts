import { createChance } from "#bench/detection/chance.ts";
import type { FactSource, PlatformFact, ThingFact } from "#signals/facts/fact.ts";
import { EventFold } from "#signals/facts/fold.ts";
import type { ToldEvent } from "#signals/facts/fold.ts";
import type { Subject } from "#signals/verdict.ts";
import { day, hour, slotsOf } from "./calendar.ts";
import type { Cadence } from "./calendar.ts";
import { addColumns, backfill, planUpgrades, replay } from "./decoys.ts";
import type { Decoy } from "./decoys.ts";
import { createEstate } from "./estate.ts";
import type { SoakJob, SoakPipeline } from "./estate.ts";
import type { Fault, FaultKind, Upgrade } from "./fault.ts";
import { below, plantFaults } from "./plant.ts";
import type { Planned } from "./plant.ts";
import { heardThrough, plantPlatformFaults, refusedIn } from "./platform.ts";
import type { PlatformFault } from "./platform.ts";
import { simulate } from "./simulate.ts";
import type { Simulated } from "./simulate.ts";

/** Ninety days of 2026 in which the clocks of New York and Berlin change, with four holidays. */
export const soakFrom = Date.UTC(2026, 1, 2);
export const soakUntil = soakFrom + 90 * day;

/** What is known before: as much as a series is remembered. */
const history: Readonly<Record<Cadence, number>> = {
  hourly: 30 * day,
  daily: 120 * day,
  "business days": 120 * day,
  weekly: 380 * day,
  monthly: 380 * day,
};

/** After all is mended, what it brought about may show for so long. */
const aftermath: Readonly<Record<Cadence, number>> = {
  hourly: 4 * hour,
  daily: 26 * hour,
  "business days": 26 * hour,
  weekly: 2 * day,
  monthly: 2 * day,
};

/** A fault, with what it shows in and when. */
export interface LabelledFault {
  readonly kind: FaultKind | PlatformFault["kind"];
  /** Of the job, or of the platform. */
  readonly name: string;
  readonly from: number;
  readonly until: number;
  /** The job and what it writes, or the platform. */
  readonly roots: readonly Subject[];
  /** They, and what suffers from them. */
  readonly affected: readonly Subject[];
}

export interface Company {
  readonly estate: readonly SoakPipeline[];
  readonly faults: readonly LabelledFault[];
  /** What people know already, and have said that they need not be told of. */
  readonly snoozed: readonly LabelledFault[];
  readonly upgrades: readonly Upgrade[];
  readonly decoys: readonly Decoy[];
  /** In the order in which they became known. */
  readonly events: readonly ToldEvent[];
  readonly deadLetters: PlatformFact["deadLetters"];
}

/** A company, what it runs in ninety days and before, and what goes wrong. The same for the same seed. */
export function createCompany(seed: string, only?: FaultKind): Company {
  const estate = createEstate(createChance(`${seed}/estate`));
  const planned = estate.map((pipeline): Planned => {
    const { cadence } = pipeline.timetable;
    return {
      pipeline,
      slots: slotsOf(pipeline.country, pipeline.timetable, soakFrom - history[cadence], soakUntil + day),
    };
  });
  const decoyChance = createChance(`${seed}/decoys`);
  const upgrades = planUpgrades(decoyChance, soakFrom, soakUntil);
  const { faults, snoozed, effects } = plantFaults(createChance(`${seed}/faults`), planned, {
    from: soakFrom,
    until: soakUntil,
    upgrades,
    only,
  });
  const added = addColumns(decoyChance, planned, faults, effects, soakFrom, soakUntil);
  const simulated = simulate(createChance(`${seed}/runs`), planned, effects);
  const backfilled = backfill(decoyChance, planned, faults, soakFrom, soakUntil);
  const sent = [...simulated.events, ...backfilled.events, ...replay(simulated.events, soakFrom + 40 * day)];
  const platformChance = createChance(`${seed}/platform`);
  const ofPlatform = only === undefined ? plantPlatformFaults(platformChance, soakFrom, soakUntil) : [];
  const events = heardThrough(ofPlatform, platformChance, sent);
  return {
    estate,
    faults: [...faults.map((fault) => labelled(fault, planned, simulated)), ...ofPlatform.map(labelledPlatform)],
    snoozed: snoozed.map((fault) => labelled(fault, planned, simulated)),
    upgrades,
    decoys: [...backfilled.decoys, ...added],
    events: events.filter(({ receivedAt }) => receivedAt < soakUntil).sort((a, b) => a.receivedAt - b.receivedAt),
    deadLetters: refusedIn(ofPlatform, platformChance, soakFrom - 15 * day, soakUntil),
  };
}

function labelledPlatform({ kind, from, until }: PlatformFault): LabelledFault {
  const platform = [{ kind: "platform", namespace: "", name: "tidemark" }] as const;
  // What is refused is counted by the hour.
  const hourOf = Math.floor(from / hour) * hour;
  return { kind, name: "platform", from: hourOf, until: until + aftermath.hourly, roots: platform, affected: platform };
}

function labelled(fault: Fault, planned: readonly Planned[], { pastOf }: Simulated): LabelledFault {
  const { kind, job, pipeline, first, last, spreads } = fault;
  const slots = planned.find((each) => each.pipeline === pipeline)?.slots ?? [];
  const all = planned.flatMap((each) => each.pipeline.jobs);
  const jobs = spreads ? [job, ...below(job, all)] : [job];
  // It is told when it comes, for two days.
  const end = kind === "schema" ? first : last;
  const from = slots[first]?.start ?? 0;
  const endOf = (number: number): number => Math.max(...jobs.map((each) => pastOf.get(each)?.ends[number] ?? 0));
  let until = Math.max(...range(first, end).map(endOf));
  // What was to run meanwhile ran after it.
  for (let number = end; (slots[number]?.start ?? Infinity) <= until; number++) until = Math.max(until, endOf(number));
  return {
    kind,
    name: job.name,
    from,
    until: until + aftermath[pipeline.timetable.cadence],
    roots: subjectsOf([job]),
    affected: subjectsOf(jobs),
  };
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function subjectsOf(jobs: readonly SoakJob[]): readonly Subject[] {
  return jobs.flatMap(({ namespace, name, outputs }): readonly Subject[] => [
    { kind: "job", namespace, name },
    ...outputs.map((output) => ({ kind: "dataset" as const, namespace: output.namespace, name: output.name })),
  ]);
}

/** Gives what became known by each time asked about, as the read views would. */
export function sourceOf({
  estate,
  events,
  deadLetters,
}: Pick<Company, "estate" | "events" | "deadLetters">): FactSource {
  const fold = new EventFold();
  const known = new Set<string>();
  let [position, newest]: [number, number | null] = [0, null];
  let things: readonly ThingFact[] = thingsOf(estate, events[0]?.receivedAt ?? 0);
  return {
    read(now) {
      const start = position;
      while ((events[position]?.receivedAt ?? Infinity) <= now) position++;
      newest = events[position - 1]?.receivedAt ?? newest;
      const platform = {
        newestReceivedAt: newest,
        lagMs: lagOf(events.slice(start, position).filter((event) => isNew(event, known))),
        deadLetters: deadLetters.filter(({ at }) => at <= now && at > now - 15 * day),
      };
      const batch = { ...fold.fold(events.slice(start, position)), things, platform };
      things = [];
      return Promise.resolve(batch);
    },
  };
}

/** Not one that was delivered again: the store keeps the first. */
function isNew({ job, runId, state, at }: ToldEvent, known: Set<string>): boolean {
  const count = known.size;
  return known.add(`${job.name} ${runId} ${state} ${at}`).size > count;
}

/** Of 100 events 95 took no longer; null when there was none. */
function lagOf(events: readonly ToldEvent[]): number | null {
  const lags = events.map(({ at, receivedAt }) => receivedAt - at).sort((a, b) => a - b);
  return lags[Math.floor(lags.length * 0.95)] ?? null;
}

function thingsOf(estate: readonly SoakPipeline[], receivedAt: number): readonly ThingFact[] {
  const subjects = subjectsOf(estate.flatMap(({ jobs }) => jobs));
  return subjects.map(({ kind, namespace, name }) => ({
    thing: { kind: kind === "job" ? "job" : "dataset", namespace, name, canonical: { namespace, name } },
    receivedAt,
    deletedAt: null,
  }));
}
