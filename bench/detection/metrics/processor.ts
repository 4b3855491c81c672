import type { Chance } from "../chance.ts";
import { blankMetric, breakMetric, clock, disturb, faultPlaces, minute, wander } from "./metric.ts";
import type { Metric } from "./metric.ts";

/** Load of an idle machine: a low, quantised floor with small spikes, some of them on the clock. */
export function idleProcessor(chance: Chance): Metric {
  const metric = blankMetric(chance, chance.pick([4032, 4032, 4700]), 5 * minute);
  const floor = chance.between(0.05, 3);
  const noise = floor * chance.between(0.01, 0.12);
  const every = chance.pick([0, 12, 12, 71, 288, 288]);
  const height = floor * chance.between(0.3, 8);
  const quantum = chance.pick([0.002, 0.034, 0.001]);
  for (let i = 0; i < metric.values.length; i++) {
    let value = floor + noise * chance.normal();
    if (every > 0 && i % every < 1 + Number(every > 80)) value += height * chance.lognormal(0.15);
    if (chance.happens(0.004)) value += height * 0.6 * chance.exponential();
    metric.values[i] = Math.max(0, Math.round(value / quantum) * quantum);
  }
  for (const place of faultPlaces(chance, metric.values.length, chance.whole(1, 3))) {
    const kind = chance.pick(["spike", "spike", "level shift", "busier"]);
    const size = (height + floor) * chance.between(2, 6);
    if (kind === "spike")
      breakMetric(metric, kind, place, chance.whole(1, 5), (value) => value + size * chance.lognormal(0.1));
    else if (kind === "level shift") {
      const up = floor * chance.between(0.5, 3) + noise * 4;
      breakMetric(metric, kind, place, chance.between(100, 600), (value) => value + up);
    } else
      breakMetric(
        metric,
        kind,
        place,
        60,
        (value) => value + (chance.happens(0.4) ? height * chance.between(0.6, 1.5) : 0),
      );
  }
  return metric;
}

/** Load of a busy machine: a level that wanders, noise, and at times a dip or a peak that nobody minds. */
export function busyProcessor(chance: Chance): Metric {
  const metric = blankMetric(chance, 4032, 5 * minute);
  const level = chance.between(20, 75);
  const noise = chance.between(0.8, 5);
  const slow = wander(chance, metric.values.length, chance.between(30, 600));
  const daily = chance.happens(0.4) ? chance.between(1, 10) : 0;
  for (let i = 0; i < metric.values.length; i++) {
    const rhythm = daily * Math.sin((clock(metric.times[i] ?? 0).ofDay / 24) * 2 * Math.PI);
    metric.values[i] = percent(level + rhythm + noise * (slow[i] ?? 0) * 0.8 + noise * chance.normal());
  }
  for (let i = chance.whole(2, 8); i > 0; i--) {
    const bump = noise * chance.between(-5, 6);
    disturb(metric, chance.whole(0, metric.values.length - 1), chance.whole(1, 4), (value) => percent(value + bump));
  }
  for (const place of faultPlaces(chance, metric.values.length, chance.whole(1, 2))) {
    const kind = chance.pick(["spike", "level shift", "level shift", "stuck", "noise"]);
    const sign = chance.pick([-1, 1, 1]);
    const size = sign * noise * chance.between(7, 16);
    if (kind === "spike") breakMetric(metric, kind, place, chance.whole(1, 8), (value) => percent(value + size));
    else if (kind === "level shift")
      breakMetric(metric, kind, place, chance.between(80, 900), (value) => percent(value + size * 0.7));
    else if (kind === "stuck") breakMetric(metric, kind, place, chance.between(20, 60), () => level);
    else
      breakMetric(metric, kind, place, chance.between(60, 200), (value) =>
        percent(value + noise * 4 * chance.normal()),
      );
  }
  return metric;
}

/** A group of machines that is scaled up and down by the hour; then the rule goes wrong. */
export function scaledGroup(chance: Chance): Metric {
  const metric = blankMetric(chance, chance.whole(8000, 18_000), 5 * minute);
  const [base, height] = [chance.between(20, 45), chance.between(15, 50)];
  const [opens, closes] = [chance.between(5, 9), chance.between(15, 21)];
  const noise = chance.between(0.5, 4);
  const flips = chance.between(0.1, 0.6);
  for (let i = 0; i < metric.values.length; i++) {
    const { ofDay } = clock(metric.times[i] ?? 0);
    const on = ofDay > opens + flips * chance.normal() && ofDay < closes + flips * chance.normal();
    metric.values[i] = Math.max(0, base + (on ? height : 0) + noise * chance.normal() * (on ? 1.6 : 1));
  }
  for (const place of faultPlaces(chance, metric.values.length, chance.whole(1, 2))) {
    const kind = chance.pick(["rhythm lost", "level shift", "spike"]);
    const high = base + height * chance.between(0.85, 1.5);
    if (kind === "rhythm lost")
      breakMetric(metric, kind, place, chance.between(200, 900), () => high + noise * chance.normal());
    else if (kind === "level shift")
      breakMetric(metric, kind, place, chance.between(300, 1500), (value) => value + height * 0.5);
    else breakMetric(metric, kind, place, chance.whole(2, 12), () => base + height * chance.between(1.6, 2.5));
  }
  return metric;
}

function percent(value: number): number {
  return Math.min(100, Math.max(0, Math.round(value * 1000) / 1000));
}
