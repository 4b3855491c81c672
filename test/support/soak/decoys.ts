import type { Chance } from "#bench/detection/chance.ts";
import type { ToldEvent } from "#signals/facts/fold.ts";
import { countries, day, hour, minute } from "./calendar.ts";
import type { Effects, Fault, Upgrade } from "./fault.ts";
import type { Planned } from "./plant.ts";
import { Runs } from "./runs.ts";

/** What looks like a fault and is none. */
export interface Decoy {
  readonly kind: "backfill" | "replay" | "new column";
  readonly pipeline: Planned["pipeline"];
  readonly from: number;
  readonly until: number;
}

const backfills = 6;
const newColumns = 6;

/** Intervals of the past that are written again, tagged as backfills or not, far from any fault of the same pipeline. */
export function backfill(
  chance: Chance,
  planned: readonly Planned[],
  faults: readonly Fault[],
  from: number,
  until: number,
): { readonly decoys: readonly Decoy[]; readonly events: readonly ToldEvent[] } {
  const events: ToldEvent[] = [];
  const decoys = Array.from({ length: backfills }, (_, index): Decoy => {
    const { pipeline, slots } = quiet(chance, planned, faults, from, until);
    const begun = chance.between(from + 3 * day, until - 3 * day);
    const past = slots.filter(({ start }) => start < begun - 10 * day);
    const first = chance.whole(0, Math.max(0, past.length - 30));
    let at = begun;
    for (const slot of past.slice(first, first + chance.whole(10, 30))) {
      let ready = at;
      for (const job of pipeline.jobs) {
        const again = index % 2 === 0 ? "backfill" : "unsaid";
        const runs = new Runs({ chance, pipeline, job, slot, effect: {}, share: chance.between(0.5, 1.5), again });
        ready = Math.max(ready, runs.from(at));
        events.push(...runs.events);
      }
      at = ready + minute;
    }
    return { kind: "backfill", pipeline, from: begun, until: at };
  });
  return { decoys, events };
}

/** One a country, over night: nine hours that people were told of, of which all stands still for five. */
export function planUpgrades(chance: Chance, from: number, until: number): readonly Upgrade[] {
  return countries.map((country) => {
    const begins = Math.floor(chance.between(from + 20 * day, until - 20 * day) / day) * day + 2 * hour;
    return { country, from: begins, overAt: begins + 5 * hour, until: begins + 9 * hour };
  });
}

/** A day's events that are sent again, days later. */
export function replay(events: readonly ToldEvent[], from: number): readonly ToldEvent[] {
  const sentAgain = events.filter(({ at }) => at >= from && at < from + day);
  return sentAgain.map((event) => ({ ...event, receivedAt: event.receivedAt + 3 * day + 6 * hour }));
}

/** Columns that are added: who reads the old ones can go on. */
export function addColumns(
  chance: Chance,
  planned: readonly Planned[],
  faults: readonly Fault[],
  effects: Effects,
  from: number,
  until: number,
): readonly Decoy[] {
  const broken = new Set(faults.filter(({ kind }) => kind === "schema").map(({ job }) => job));
  return Array.from({ length: newColumns }, (): Decoy => {
    const { pipeline, slots } = chance.pick(planned);
    const job = chance.pick(pipeline.jobs.filter((each) => !broken.has(each)));
    const at = chance.between(from, until);
    for (const [number, { start }] of slots.entries()) if (start >= at) effects.add(job, number, { columns: "added" });
    return { kind: "new column", pipeline, from: at, until: at + 2 * day };
  });
}

function quiet(
  chance: Chance,
  planned: readonly Planned[],
  faults: readonly Fault[],
  from: number,
  until: number,
): Planned {
  const daily = planned.filter(({ slots }) => slots.some(({ start }) => start >= from) && slots.length > 60);
  const few = daily.filter(({ pipeline }) => faults.filter((fault) => fault.pipeline === pipeline).length < 3);
  return until > from && few.length > 0 ? chance.pick(few) : chance.pick(daily);
}
