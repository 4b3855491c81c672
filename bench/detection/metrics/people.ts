import type { Chance } from "../chance.ts";
import { blankMetric, breakMetric, clock, day, disturb, faultPlaces, hour, minute, wander } from "./metric.ts";
import type { Metric } from "./metric.ts";

/** Rides or orders of a city every half hour: strong days and weeks; holidays and storms are the faults. */
export function demand(chance: Chance): Metric {
  const metric = blankMetric(chance, chance.whole(5000, 10_400), 30 * minute);
  const scale = 10 ** chance.between(2, 4.3);
  const noise = chance.between(0.02, 0.07);
  const slow = wander(chance, metric.values.length, 40);
  const season = wander(chance, metric.values.length, 2500);
  const [night, weekend] = [chance.between(3, 5.5), chance.between(-0.2, 0.25)];
  for (let i = 0; i < metric.values.length; i++) {
    const { ofDay, ofWeek } = clock(metric.times[i] ?? 0);
    const late = ofWeek > 110 ? chance.between(1.4, 1.6) : 0;
    const shape =
      1.05 - Math.cos(((ofDay - night - late) / 24) * 2 * Math.PI) + 0.3 * Math.exp(-((ofDay - 19) ** 2) / 6);
    const level = (ofWeek >= 120 ? 1 + weekend : 1) * (1 + 0.06 * (season[i] ?? 0));
    metric.values[i] = Math.max(
      0,
      Math.round(scale * shape * level * (1 + noise * (0.8 * (slow[i] ?? 0) + 0.6 * chance.normal()))),
    );
  }
  for (const place of faultPlaces(chance, metric.values.length, chance.whole(2, 5))) {
    const kind = chance.pick(["holiday", "outage", "surge", "holiday"]);
    const morning = place - (((metric.times[place] ?? 0) - Date.UTC(2025, 0, 6)) % day) / (30 * minute);
    const factor = chance.between(0.35, 0.7);
    if (kind === "holiday")
      breakMetric(metric, kind, Math.round(morning) + 12, chance.pick([36, 48, 84]), (value) =>
        Math.round(value * factor),
      );
    else if (kind === "outage")
      breakMetric(metric, kind, place, chance.whole(10, 36), (value) => Math.round(value * chance.between(0.02, 0.3)));
    else
      breakMetric(metric, kind, place, chance.whole(4, 16), (value) => Math.round(value * (2 - factor) + scale * 0.3));
  }
  return metric;
}

/** How often a name is mentioned every five minutes: counts with bursts that die away. */
export function mentions(chance: Chance): Metric {
  const metric = blankMetric(chance, chance.pick([6000, 15_850]), 5 * minute);
  const mean = 10 ** chance.between(0.5, 2);
  const [depth, peak, shape] = [chance.between(0.2, 0.7), chance.between(14, 24), chance.between(2, 12)];
  const [often, tail] = [chance.between(0.0005, 0.004), chance.between(1.4, 2.6)];
  let burst = 0;
  for (let i = 0; i < metric.values.length; i++) {
    const { ofDay, ofWeek } = clock(metric.times[i] ?? 0);
    const rate = mean * (1 + depth * Math.cos(((ofDay - peak) / 24) * 2 * Math.PI)) * (ofWeek < 120 ? 1 : 0.75);
    burst = Math.max(burst * 0.8, chance.happens(often) ? 0.6 * chance.pareto(tail) : 0);
    metric.values[i] = chance.overdispersed(rate * (1 + Math.min(5, burst)), shape);
  }
  for (const place of faultPlaces(chance, metric.values.length, chance.whole(2, 4))) {
    const height = mean * chance.between(8, 40);
    const fade = chance.between(0.85, 0.98);
    breakMetric(metric, "spike", place, 30, (value, step) =>
      Math.round(value + height * fade ** step * chance.lognormal(0.2)),
    );
  }
  return metric;
}

/** A price a thousand advertisements every hour: skewed, lightly daily, single peaks. */
export function price(chance: Chance): Metric {
  const metric = blankMetric(chance, chance.whole(1520, 1650), hour);
  const level = 10 ** chance.between(-1, 1);
  const [spread, depth] = [chance.between(0.08, 0.4), chance.between(0, 0.4)];
  const slow = wander(chance, metric.values.length, 60);
  for (let i = 0; i < metric.values.length; i++) {
    const { ofDay } = clock(metric.times[i] ?? 0);
    const rhythm = 1 + depth * Math.sin(((ofDay - 9) / 24) * 2 * Math.PI);
    metric.values[i] =
      level *
      rhythm *
      chance.lognormal(spread) *
      (1 + 0.3 * spread * (slow[i] ?? 0)) *
      (chance.happens(0.004) ? chance.between(1.5, 2.5) : 1);
  }
  for (const place of faultPlaces(chance, metric.values.length, chance.whole(1, 4))) {
    const times = Math.exp(spread * chance.between(3.5, 7)) * 1.3;
    breakMetric(metric, "spike", place, chance.pick([1, 1, 2, 3, 8]), (value) => (value * 0.5 + level * 0.5) * times);
  }
  return metric;
}

/** How long keys are held on a keyboard: noise, holes, and then another person types. */
export function keyboard(chance: Chance): Metric {
  const metric = blankMetric(chance, chance.pick([1880, 5315]), 5 * minute);
  const [busy, spread] = [chance.between(0.3, 0.9), chance.between(0.3, 0.9)];
  let working = true;
  for (let i = 0; i < metric.values.length; i++) {
    if (chance.happens(working ? 0.02 : 0.01)) working = !working;
    metric.values[i] =
      working && chance.happens(busy)
        ? 0.06 * chance.lognormal(spread) * (chance.happens(0.03) ? chance.between(2, 8) : 1)
        : 0;
  }
  for (const place of faultPlaces(chance, metric.values.length, chance.whole(1, 2))) {
    const times = chance.between(2, 5);
    breakMetric(metric, "another hand", place, chance.between(40, 150), (value) =>
      value > 0 ? value * times : chance.happens(0.5) ? 0.06 * times : 0,
    );
  }
  return metric;
}

/** A room's or an engine's temperature: it wanders for days; it drops when something stops. */
export function temperature(chance: Chance): Metric {
  const hourly = chance.happens(0.4);
  const metric = blankMetric(
    chance,
    hourly ? chance.whole(5000, 7300) : chance.whole(10_000, 20_000),
    hourly ? hour : 5 * minute,
  );
  const [mean, sway, noise] = [chance.between(60, 90), chance.between(2, 6), chance.between(0.3, 1.2)];
  const slow = wander(chance, metric.values.length, metric.perHour * chance.between(24, 120));
  const quick = wander(chance, metric.values.length, metric.perHour * 2);
  const daily = chance.between(0, 2.5);
  for (let i = 0; i < metric.values.length; i++) {
    const { ofDay } = clock(metric.times[i] ?? 0);
    metric.values[i] =
      mean +
      sway * (slow[i] ?? 0) +
      daily * Math.sin(((ofDay - 9) / 24) * 2 * Math.PI) +
      noise * ((quick[i] ?? 0) + 0.6 * chance.normal());
  }
  for (let i = chance.whole(1, 5); i > 0; i--) {
    const bump = sway * chance.between(-1.5, 1.5);
    disturb(
      metric,
      chance.whole(0, metric.values.length - 1),
      metric.perHour * chance.between(2, 12),
      (value) => value + bump,
    );
  }
  for (const place of faultPlaces(chance, metric.values.length, chance.whole(2, 4))) {
    const kind = chance.pick(["shutdown", "shutdown", "drift", "surge"]);
    const size = sway * chance.between(3, 8);
    const long = metric.perHour * chance.between(6, 30);
    if (kind === "shutdown") breakMetric(metric, kind, place, long, (value, step) => value - size * arch(step / long));
    else if (kind === "surge")
      breakMetric(metric, kind, place, long, (value, step) => value + size * 0.7 * arch(step / long));
    else breakMetric(metric, kind, place, long * 2, (value, step) => value - (size * step) / long / 2);
  }
  return metric;
}

/** Up quickly, along, down again: 0 … 1 … 0. */
function arch(share: number): number {
  return Math.min(1, share * 8, (1 - share) * 5);
}
