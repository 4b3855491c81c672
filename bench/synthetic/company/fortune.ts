import type { Random } from "../random.ts";
import { day, hour, second, span } from "./model.ts";
import type { Tick } from "./model.ts";

/** How one job fares: mostly well, some are flaky, some break for hours. */
export interface Fortune {
  fails(tick: Tick): boolean;
  /** Microseconds a run takes. */
  duration(): number;
}

interface Outage {
  readonly from: number;
  readonly to: number;
}

/** @param median Duration of a usual run, in microseconds. */
export function makeFortune(random: Random, median: number): Fortune {
  const usual = random.around(median, 0.8);
  const failing = random.chance(0.03) ? 0.06 : 0.001;
  const outages = random.chance(0.25) ? [outage(random)] : [];
  return {
    fails: (tick) => random.chance(failing) || outages.some(({ from, to }) => tick.day >= from && tick.day < to),
    duration: () => Math.round(random.around(usual, 0.25) * (random.chance(0.01) ? 4 : 1)),
  };
}

/** In days since the start. */
function outage(random: Random): Outage {
  const from = random.next() * span;
  return { from, to: from + random.around(3 * hour, 0.8) / day };
}

/** Rows of a write at that time: weeks and days have their shape, and it grows. */
export function volume(random: Random, rows: number, { at, day: days }: Tick): number {
  const week = [0.7, 1, 1.05, 1.1, 1.1, 1, 0.75][new Date(at / 1000).getUTCDay()] ?? 1;
  const daily = 1 + 0.5 * Math.sin(((at % day) / day) * 2 * Math.PI - 2);
  return Math.max(1, Math.round(rows * week * daily * (1 + days / 400) * random.around(1, 0.08)));
}

/** Microseconds between the end of one thing and the start of the next. */
export function gap(random: Random): number {
  return Math.round(random.around(5 * second, 0.6));
}
