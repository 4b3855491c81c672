import type { Chance } from "#bench/detection/chance.ts";
import type { ToldEvent } from "#signals/facts/fold.ts";
import type { SoakJob } from "./estate.ts";
import type { Effects } from "./fault.ts";
import type { Planned } from "./plant.ts";
import { Runs } from "./runs.ts";

/** What became of the runs of a job, by planned run. */
export interface Past {
  readonly ends: number[];
  readonly rows: number[];
  readonly outOfOrder: boolean[];
}

export interface Simulated {
  readonly events: readonly ToldEvent[];
  readonly pastOf: ReadonlyMap<SoakJob, Past>;
}

/** Runs all that is planned, with the noise of every day and what was planted. */
export function simulate(chance: Chance, planned: readonly Planned[], effects: Effects): Simulated {
  const events: ToldEvent[] = [];
  const pastOf = new Map<SoakJob, Past>();
  for (const { pipeline, slots } of planned) {
    for (const job of pipeline.jobs) {
      const past: Past = { ends: [], rows: [], outOfOrder: [] };
      pastOf.set(job, past);
      for (const [number, slot] of slots.entries()) {
        const effect = effects.of(job, number);
        const before = job.after.map((each) => pastOf.get(each));
        const outOfOrder = effect.outOfOrder === true || before.some((each) => each?.outOfOrder[number] === true);
        const own = number > 0 && past.outOfOrder[number - 1] !== true ? past.ends[number - 1] : undefined;
        const ready = Math.max(
          slot.start + chance.exponential() * 30_000,
          own ?? 0,
          effect.startAt ?? 0,
          ...before.map((each) => (each?.ends[number] ?? 0) + chance.between(5000, 30_000)),
        );
        const share = (effect.rows ?? 1) * meanOf(before.map((each) => each?.rows[number] ?? 1));
        const runs = new Runs({ chance, pipeline, job, slot, effect, share });
        past.ends.push(runs.from(ready));
        past.rows.push(share);
        past.outOfOrder.push(outOfOrder);
        for (const event of runs.events) events.push(event);
      }
    }
  }
  return { events, pastOf };
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 1 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
