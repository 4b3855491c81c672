import type { Chance } from "#bench/detection/chance.ts";
import { day, hour, minute } from "./calendar.ts";
import type { Cadence, Slot } from "./calendar.ts";
import { isRare, readyAfter } from "./estate.ts";
import type { SoakJob, SoakPipeline } from "./estate.ts";
import { Effects, wanted, wantedOf } from "./fault.ts";
import type { Effect, Fault, FaultKind, Plan, Upgrade } from "./fault.ts";

export interface Planned {
  readonly pipeline: SoakPipeline;
  readonly slots: readonly Slot[];
}

/** How far faults of pipelines that touch lie apart. */
const apart: Readonly<Record<Cadence, number>> = {
  hourly: 5 * day,
  daily: 9 * day,
  "business days": 9 * day,
  weekly: 27 * day,
  monthly: 90 * day,
};

/** After the last fault there must be time for it to be seen. */
const before: Readonly<Record<Cadence, number>> = {
  hourly: 3 * day,
  daily: 6 * day,
  "business days": 6 * day,
  weekly: 8 * day,
  monthly: 8 * day,
};

/** How long what is broken stays so: what somebody would want to hear of. */
const outage: Readonly<Record<Cadence, readonly [number, number]>> = {
  hourly: [1.5 * hour, 5 * hour],
  daily: [3 * hour, 12 * hour],
  "business days": [3 * hour, 12 * hour],
  weekly: [14 * hour, 2 * day],
  monthly: [2.5 * day, 6 * day],
};

export interface PlantOptions {
  readonly from: number;
  readonly until: number;
  /** Nothing goes wrong there about then. */
  readonly upgrades: readonly Upgrade[];
  /** All are of this kind. */
  readonly only?: FaultKind | undefined;
}

/** Plants the faults of jobs between two times, those of pipelines that touch far from one another. */
export function plantFaults(
  chance: Chance,
  planned: readonly Planned[],
  { from, until, upgrades, only }: PlantOptions,
): Plan {
  const effects = new Effects();
  const estate = planned.map(({ pipeline }) => pipeline);
  const faults: Fault[] = [];
  const taken: { readonly pipeline: SoakPipeline; readonly at: number }[] = [];
  for (const [kind, cadences] of only === undefined ? wanted : wantedOf(only)) {
    for (const cadence of cadences) {
      const place = findPlace(
        chance,
        kind,
        planned.filter(({ pipeline }) => pipeline.timetable.cadence === cadence),
      );
      faults.push(plant(chance, kind, place, estate, effects));
    }
  }
  const snoozed = snoozedCadences.map((cadence) => {
    const among = planned.filter(({ pipeline }) => pipeline.timetable.cadence === cadence);
    return plant(chance, "failed", findPlace(chance, "failed", among, isLookedAt), estate, effects);
  });
  for (const upgrade of upgrades) standStill(upgrade, planned, effects);
  return { faults, snoozed, effects };

  function findPlace(
    by: Chance,
    kind: FaultKind,
    among: readonly Planned[],
    fits: (job: SoakJob) => boolean = () => true,
  ): Place {
    for (let attempt = 0; attempt < 2000; attempt++) {
      const { pipeline, slots } = by.pick(among);
      const { cadence } = pipeline.timetable;
      const number = by.whole(0, slots.length - 1);
      const at = slots[number]?.start ?? 0;
      if (at < from + day || at > until - before[cadence]) continue;
      if (upgrades.some((upgrade) => upgrade.country === pipeline.country && isAbout(upgrade, at))) continue;
      const touched = touching(pipeline, planned);
      const near = taken.some((each) => touched.has(each.pipeline) && Math.abs(each.at - at) < apart[cadence]);
      const jobs = pipeline.jobs.filter((job) => canHave(kind, job, pipeline) && fits(job));
      if (near || jobs.length === 0) continue;
      taken.push({ pipeline, at });
      return { pipeline, slots, job: by.pick(jobs), number };
    }
    throw new RangeError(`no place for a fault of the kind ${kind}`);
  }
}

const snoozedCadences = ["hourly", "daily", "business days"] as const satisfies readonly Cadence[];

function isLookedAt({ layer }: SoakJob): boolean {
  return layer === 3;
}

function isAbout({ from, until }: Upgrade, at: number): boolean {
  return at > from - 2 * day && at < until + day;
}

/** What was to start meanwhile starts when it goes on. */
function standStill({ country, from, overAt }: Upgrade, planned: readonly Planned[], effects: Effects): void {
  for (const { pipeline, slots } of planned) {
    if (pipeline.country !== country) continue;
    for (const [number, { start }] of slots.entries()) {
      if (start < from || start >= overAt) continue;
      for (const job of pipeline.jobs) effects.add(job, number, { startAt: overAt });
    }
  }
}

interface Place {
  readonly pipeline: SoakPipeline;
  readonly slots: readonly Slot[];
  readonly job: SoakJob;
  readonly number: number;
}

function waits(one: SoakPipeline, other: SoakPipeline): boolean {
  return one.jobs.some(({ after }) => after.some((job) => other.jobs.includes(job)));
}

/** The pipelines that wait for one another. */
function touching(pipeline: SoakPipeline, planned: readonly Planned[]): ReadonlySet<SoakPipeline> {
  const found = new Set([pipeline]);
  for (const each of found)
    for (const { pipeline: other } of planned) if (waits(each, other) || waits(other, each)) found.add(other);
  return found;
}

function canHave(kind: FaultKind, job: SoakJob, { jobs }: SoakPipeline): boolean {
  switch (kind) {
    case "cascade":
      return job.layer <= 1 && below(job, jobs).length >= 3;
    case "cost":
      return job.cost > 0;
    case "quality":
      return job.outputs.some(({ checked }) => checked);
    case "drift":
      return job.duration >= 8 * minute;
    case "failed":
      return job.layer >= 1;
    default:
      return true;
  }
}

/** The jobs that wait for one, and for those. */
export function below(job: SoakJob, jobs: readonly SoakJob[]): readonly SoakJob[] {
  const found = new Set([job]);
  for (const each of jobs) if (each.after.some((other) => found.has(other))) found.add(each);
  found.delete(job);
  return [...found];
}

function plant(
  chance: Chance,
  kind: FaultKind,
  { pipeline, slots, job, number }: Place,
  estate: readonly SoakPipeline[],
  effects: Effects,
): Fault {
  const { cadence } = pipeline.timetable;
  const ready = readyAfter(estate, job) - pipeline.timetable.minuteOfDay * minute;
  const usual = (slots[number]?.start ?? 0) + ready;
  const mendedAt = usual + chance.between(...outage[cadence]);
  const fault = (last: number, spreads: boolean): Fault => ({ kind, pipeline, job, first: number, last, spreads });
  const until = (length: number, effect: (step: number) => Effect, spreads = false): Fault => {
    const last = Math.min(slots.length - 1, number + length - 1);
    for (let slot = number; slot <= last; slot++) effects.add(job, slot, effect(slot - number));
    return fault(last, spreads);
  };
  const one = (effect: Effect): Fault => until(1, () => effect, true);
  const few = cadence === "hourly" ? chance.whole(3, 6) : isRare(cadence) ? 1 : chance.whole(1, 2);
  const noise = job.outputs[0]?.noise ?? 0;
  const far = Math.exp(-Math.max(0.5, noise * chance.between(4.5, 9)));
  switch (kind) {
    case "failed":
      return one({ failsUntil: mendedAt });
    case "hung":
      return one({ hangsUntil: mendedAt });
    case "late":
      return one({ startAt: mendedAt });
    case "missing": {
      const madeUpAt = (slots[number + few - 1]?.start ?? usual) + (cadence === "hourly" ? 10 * hour : 2 * day);
      return until(few, (step) => ({ startAt: madeUpAt + step * 5 * minute, outOfOrder: true }), true);
    }
    case "flaky":
      return until(20, () => ({ failsOnce: true }));
    case "disordered":
      // Every other interval comes after the one that follows it.
      return until(
        12,
        (step) =>
          step % 2 === 0 ? { startAt: (slots[number + step + 1]?.start ?? usual) + 40 * minute, outOfOrder: true } : {},
        true,
      );
    case "stuck":
      return until(12, () => ({ sameRows: Math.round(job.outputs[0]?.rows ?? 0) }));
    case "cascade":
      return one(
        chance.pick<Effect>([
          { failsUntil: mendedAt },
          { failsUntil: mendedAt },
          { hangsUntil: mendedAt },
          { startAt: mendedAt },
        ]),
      );
    case "partial":
      return until(few, () => ({ rows: far }), true);
    case "empty":
      return until(few, () => ({ rows: 0 }), true);
    case "doubled":
      return one({ rows: Math.max(2, 1 / far) });
    case "schema":
      return until(slots.length - number, () => ({ columns: "broken" }));
    case "quality":
      return until(few, () => ({ checkFails: true }));
    case "drift":
      return until(15, (step) => ({ duration: 1 + 2 * Math.min(1, (step + 1) / 10) }), true);
    default:
      return until(cadence === "hourly" ? 6 : 2, () => ({ cost: chance.between(4, 8) }));
  }
}
