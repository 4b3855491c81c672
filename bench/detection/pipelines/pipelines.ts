import { createChance } from "../chance.ts";
import type { Chance } from "../chance.ts";
import { day, hour, minute } from "../metrics/metric.ts";
import { inflict } from "./faults.ts";
import { scheduleKinds } from "./pipeline.ts";
import type { Pipeline, PlannedRuns, ScheduleKind } from "./pipeline.ts";
import { isHoliday, startsOf, weekdayOf } from "./schedule.ts";
import { zones } from "./zone.ts";

/** Days that are made: enough for a schedule's history and two changes of the clocks where it is slow, for one where it is fast. */
const daysOf: Readonly<Record<ScheduleKind, number>> = {
  hourly: 120,
  "working hours": 150,
  daily: 400,
  "business days": 400,
  weekly: 1000,
  monthly: 1100,
  irregular: 120,
};

/** Every schedule so many times. The same for the same seed. */
export function pipelinesOf(seed: string, each: number): Pipeline[] {
  return scheduleKinds.flatMap((schedule) =>
    Array.from({ length: each }, (_, index) => {
      const name = `${schedule} ${index + 1}`;
      return pipelineOf(name, schedule, createChance(`${seed}/${name}`), index % 3 !== 2);
    }),
  );
}

/** @param declared whether time zone and calendar are said, or left to be learnt */
function pipelineOf(name: string, schedule: ScheduleKind, chance: Chance, declared: boolean): Pipeline {
  const days = daysOf[schedule];
  // Both changes of the clocks in a slow one's year, and the one of spring in a fast one's months.
  const from = days > 200 ? Date.UTC(2023, 1, 1) : Date.UTC(2025, 1, 1) + chance.whole(0, 10) * day;
  const zone = chance.pick(zones);
  const starts = startsOf(schedule, zone, chance, from, days);
  const planned = runsOf(chance, schedule, starts, (at) => at + zone.offsetAt(at));
  const { runs, faults } = inflict(chance, schedule, planned);
  return {
    name,
    schedule,
    offsetAt: declared ? (at) => zone.offsetAt(at) : undefined,
    isDayOff: declared ? (at) => isHoliday(at + zone.offsetAt(at)) : undefined,
    runs,
    faults,
  };
}

function runsOf(
  chance: Chance,
  schedule: ScheduleKind,
  starts: readonly number[],
  toLocal: (at: number) => number,
): PlannedRuns {
  const fast = schedule === "hourly" || schedule === "working hours" || schedule === "irregular";
  const duration = fast ? chance.between(1, 8) * minute : chance.between(3, 60) * minute;
  const spread = chance.between(0.08, 0.35);
  const slow = chance.between(0.002, 0.015);
  const size = 10 ** chance.between(2.5, 7);
  const noise = chance.between(0.02, 0.2);
  const weekend = chance.pick([1, 0.5, 0.25]);
  const growth = chance.pick([0, 0, 0.0003, 0.001]);
  const depth = fast ? chance.pick([0, 0.5, 0.85]) : 0;
  const peak = chance.between(9, 18);
  const runs = starts.map((start) => {
    const local = toLocal(start);
    const ofDay = 1 + depth * Math.cos((((local / hour) % 24) - peak) * (Math.PI / 12));
    const ofWeek = weekdayOf(local) < 5 ? 1 : weekend;
    const age = (start - (starts[0] ?? start)) / day;
    const rows = Math.round(size * ofDay * ofWeek * Math.exp(growth * age) * chance.lognormal(noise));
    const took = duration * chance.lognormal(spread) * (chance.happens(slow) ? chance.between(1.3, 2.2) : 1);
    return { usual: start + duration, writtenAt: start + took, rows, backfill: false };
  });
  return { runs, noise };
}
