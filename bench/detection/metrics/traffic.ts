import type { Chance } from "../chance.ts";
import { blankMetric, breakMetric, clock, disturb, faultPlaces, hour, minute, wander } from "./metric.ts";
import type { Metric } from "./metric.ts";

/** Bytes of a disk or a network: nearly nothing, and bursts over orders of magnitude. */
export function bursts(chance: Chance): Metric {
  const metric = blankMetric(chance, chance.pick([4032, 4730]), 5 * minute);
  const floor = 10 ** chance.between(1, 5);
  const [spread, height, often] = [
    chance.between(0.05, 0.8),
    10 ** chance.between(0.5, 2),
    chance.between(0.002, 0.06),
  ];
  const shape = chance.between(1.5, 4);
  const zeros = chance.happens(0.3) ? chance.between(0.2, 0.9) : 0;
  let burst = 0;
  for (let i = 0; i < metric.values.length; i++) {
    burst = chance.happens(often) ? floor * height * chance.pareto(shape) * 0.5 : burst * chance.between(0, 0.7);
    const value = chance.happens(zeros) && burst < floor ? 0 : floor * chance.lognormal(spread) + burst;
    metric.values[i] = Math.round(value);
  }
  const high = [...metric.values].sort((a, b) => a - b)[Math.floor(metric.values.length * 0.999)] ?? floor;
  for (const place of faultPlaces(chance, metric.values.length, chance.whole(1, 3))) {
    const kind = chance.pick(["spike", "spike", "level shift", "busier"]);
    const size = high * chance.between(1.5, 6);
    if (kind === "spike") breakMetric(metric, kind, place, chance.whole(1, 6), () => size * chance.lognormal(0.2));
    else if (kind === "level shift")
      breakMetric(metric, kind, place, chance.between(40, 300), (value) => value + high * chance.between(0.4, 0.7));
    else
      breakMetric(
        metric,
        kind,
        place,
        chance.between(15, 60),
        (value) => value + (chance.happens(0.6) ? high * chance.lognormal(0.4) * 0.5 : 0),
      );
  }
  return metric;
}

/** Requests a balancer counts: a daily rhythm, scattered counts. */
export function requests(chance: Chance): Metric {
  const metric = blankMetric(chance, 4032, 5 * minute);
  const mean = 10 ** chance.between(0.7, 2.8);
  const [depth, peak, shape] = [chance.between(0.1, 0.8), chance.between(8, 20), chance.between(2, 30)];
  for (let i = 0; i < metric.values.length; i++) {
    const { ofDay } = clock(metric.times[i] ?? 0);
    const rate = mean * (1 + depth * Math.cos(((ofDay - peak) / 24) * 2 * Math.PI));
    metric.values[i] = chance.overdispersed(rate, shape) * (chance.happens(0.002) ? chance.whole(2, 3) : 1);
  }
  for (const place of faultPlaces(chance, metric.values.length, chance.whole(1, 2))) {
    const kind = chance.pick(["spike", "outage", "level shift"]);
    const times = chance.between(2, 3) + 3 / Math.sqrt(shape) + 3 / Math.sqrt(mean);
    if (kind === "spike")
      breakMetric(metric, kind, place, chance.whole(1, 6), (value) => Math.round((value + mean) * times));
    else if (kind === "outage")
      breakMetric(metric, kind, place, chance.between(12, 40), (value) => Math.round(value * chance.between(0, 0.05)));
    else
      breakMetric(metric, kind, place, chance.between(100, 500), (value) =>
        Math.round((value + mean * 0.3) * (1 + times / 4)),
      );
  }
  return metric;
}

/** Milliseconds of an answer: a level, skewed noise, now and then a slow one. */
export function latency(chance: Chance): Metric {
  const metric = blankMetric(chance, 4032, 5 * minute);
  const level = chance.between(20, 60);
  const [spread, shape, often] = [chance.between(0.02, 0.12), chance.between(2.2, 5), chance.between(0.001, 0.01)];
  const slow = wander(chance, metric.values.length, 500);
  for (let i = 0; i < metric.values.length; i++) {
    const value = level * (1 + spread * 0.6 * (slow[i] ?? 0)) * chance.lognormal(spread);
    metric.values[i] = chance.happens(often) ? value * (0.7 + 0.5 * chance.pareto(shape)) : value;
  }
  for (const place of faultPlaces(chance, metric.values.length, chance.whole(1, 3))) {
    const kind = chance.pick(["spike", "level shift", "slowing"]);
    const more = 1 + spread * chance.between(4, 10) + 0.2;
    if (kind === "spike") breakMetric(metric, kind, place, chance.whole(1, 4), (value) => value * more * 1.6);
    else if (kind === "level shift") breakMetric(metric, kind, place, chance.between(30, 400), (value) => value * more);
    else
      breakMetric(
        metric,
        kind,
        place,
        chance.between(60, 250),
        (value, step) => value * (1 + (more - 1) * Math.min(1.5, step / 40)),
      );
  }
  return metric;
}

/** Speed or travel time on a road: rush hours, uneven times, holes in the record. */
export function road(chance: Chance): Metric {
  const metric = blankMetric(chance, chance.whole(1100, 2500), chance.pick([5, 10]) * minute);
  const slowdown = chance.happens(0.5);
  const [free, dip, noise] = [chance.between(60, 90), chance.between(0.1, 0.45), chance.between(0.02, 0.12)];
  const slow = wander(chance, metric.values.length, 10);
  let at = metric.times[0] ?? 0;
  for (let i = 0; i < metric.values.length; i++) {
    at +=
      (chance.happens(0.008) ? chance.between(1, 10) * hour : 0) +
      (60 / metric.perHour) * minute * chance.pick([1, 1, 1, 1, 2, 3]);
    metric.times[i] = at;
    const { ofDay, ofWeek } = clock(at);
    const rush = ofWeek < 120 ? bell(ofDay - 8, 1) + bell(ofDay - 17.5, 1.4) : 0.3 * bell(ofDay - 14, 3);
    const factor = 1 - dip * rush * chance.lognormal(0.3) + noise * ((slow[i] ?? 0) * 0.7 + chance.normal() * 0.7);
    metric.values[i] = Math.round(slowdown ? free * Math.max(0.1, factor) : (free * 4) / Math.max(0.15, factor));
  }
  for (let i = chance.whole(1, 5); i > 0; i--) {
    const bump = chance.between(0.75, 1.3);
    disturb(metric, chance.whole(0, metric.values.length - 1), chance.whole(1, 3), (value) => Math.round(value * bump));
  }
  for (const place of faultPlaces(chance, metric.values.length, chance.whole(1, 3))) {
    const depth = chance.between(0.15, 0.45);
    const long = chance.whole(2, 25);
    breakMetric(metric, long < 5 ? "spike" : "congestion", place, long, (value) =>
      Math.round(slowdown ? value * depth : value / depth),
    );
  }
  return metric;
}

/** The share of time a road's sensor is covered: mostly little, skewed, peaks at rush hours. */
export function occupancy(chance: Chance): Metric {
  const metric = blankMetric(chance, chance.whole(2000, 2500), 5 * minute);
  const [base, shape] = [chance.between(2, 8), chance.between(4, 12)];
  for (let i = 0; i < metric.values.length; i++) {
    const { ofDay, ofWeek } = clock(metric.times[i] ?? 0);
    const busy = 0.1 + bell(ofDay - 13, 5) + (ofWeek < 120 ? 0.8 * bell(ofDay - 17, 1.5) : 0);
    metric.values[i] =
      Math.round(chance.overdispersed(base * busy * 100, shape)) / 100 + (chance.happens(0.004) ? base * 2 : 0);
  }
  for (const place of faultPlaces(chance, metric.values.length, chance.whole(1, 2))) {
    const size = base * chance.between(2.5, 6);
    breakMetric(metric, "spike", place, chance.whole(1, 10), (value) => value + size * chance.lognormal(0.2));
  }
  return metric;
}

function bell(distance: number, width: number): number {
  return Math.exp(-0.5 * (distance / width) ** 2);
}
