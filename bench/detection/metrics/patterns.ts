import type { Chance } from "../chance.ts";
import { blankMetric, breakMetric, clock, faultPlaces, minute } from "./metric.ts";
import type { Metric } from "./metric.ts";

/** A machine that works by the clock: the same shape each day, nearly without noise. */
export function dailyPulse(chance: Chance): Metric {
  const metric = blankMetric(chance, 4032, 5 * minute);
  const [low, high] = [chance.between(10, 40), chance.between(60, 100)];
  const noise = chance.pick([0, 0.3, 2, 4]);
  const [opens, closes] = [chance.between(6, 10), chance.between(15, 20)];
  const on = (at: number): boolean => clock(at).ofDay >= opens && clock(at).ofDay < closes;
  for (let i = 0; i < metric.values.length; i++)
    metric.values[i] = (on(metric.times[i] ?? 0) ? high : low) + noise * chance.normal();
  const [place = 0] = faultPlaces(chance, metric.values.length, 1);
  let opening = Math.max(place, 1000);
  while (!on(metric.times[opening] ?? 0) || on(metric.times[opening - 1] ?? 0))
    opening = (opening + 1) % metric.values.length;
  const length = Math.round((closes - opens) * metric.perHour);
  const kind = chance.pick(["pulse missing", "pulse too high", "pulse too low", "pulse at night"] as const);
  const height = {
    "pulse missing": low,
    "pulse too high": high * chance.between(1.2, 1.6),
    "pulse too low": low + (high - low) * 0.5,
    "pulse at night": high,
  };
  const from = kind === "pulse at night" ? opening + length + metric.perHour * 2 : opening;
  breakMetric(
    metric,
    kind,
    from,
    kind === "pulse at night" ? length * 0.6 : length,
    () => height[kind] + noise * chance.normal(),
  );
  return metric;
}

/** Spikes on a flat floor: now and then; then all the time, or none. */
export function spikeTrain(chance: Chance): Metric {
  const metric = blankMetric(chance, 4032, 5 * minute);
  const height = chance.between(10, 100);
  const often = chance.between(0.01, 0.06);
  for (let i = 0; i < metric.values.length; i++)
    metric.values[i] = chance.happens(often) ? height * chance.between(0.3, 1) : chance.between(0, 0.5);
  for (const place of faultPlaces(chance, metric.values.length, 1)) {
    breakMetric(metric, "busier", place, chance.between(60, 200), (value) =>
      chance.happens(0.35) ? height * chance.between(0.3, 1) : value,
    );
  }
  return metric;
}

/** A rhythm that is no day and no week. */
export function oddPeriod(chance: Chance): Metric {
  const metric = blankMetric(chance, chance.whole(3000, 6000), chance.pick([5, 10, 15]) * minute);
  const period = chance.whole(17, 130);
  const [base, height, noise] = [chance.between(50, 500), chance.between(20, 50), chance.between(1, 6)];
  const square = chance.happens(0.5);
  for (let i = 0; i < metric.values.length; i++) {
    const wave = Math.sin((i / period) * 2 * Math.PI);
    metric.values[i] = base + height * (square ? Number(wave > 0.3) : wave) + noise * chance.normal();
  }
  for (const place of faultPlaces(chance, metric.values.length, chance.whole(1, 3))) {
    const kind = chance.pick(["rhythm lost", "level shift", "spike"]);
    if (kind === "rhythm lost")
      breakMetric(
        metric,
        kind,
        place,
        period * 2,
        () => base + height * chance.pick([0, 0, 1]) * 0.2 + noise * chance.normal(),
      );
    else if (kind === "level shift") breakMetric(metric, kind, place, period * 3, (value) => value + height * 1.2);
    else breakMetric(metric, kind, place, chance.whole(1, 4), (value) => value + height * 2.5);
  }
  return metric;
}

/** Memory that fills and is given back; then it fills faster, or is not given back. */
export function sawtooth(chance: Chance): Metric {
  const metric = blankMetric(chance, 4032, 5 * minute);
  const [base, rise, noise] = [chance.between(20, 50), chance.between(10, 30), chance.between(0.1, 1)];
  const period = chance.between(100, 400);
  let fill = 0;
  let length = period;
  const [first = 0, second = Infinity] = faultPlaces(chance, metric.values.length, chance.whole(1, 2));
  for (let i = 0; i < metric.values.length; i++) {
    const leaking = (i >= first && i < first + 150) || (i >= second && i < second + 150);
    fill += (rise / period) * (leaking ? 4 : 1);
    if (fill > (rise * length) / period && !leaking) {
      fill = 0;
      length = period * chance.between(0.85, 1.15);
    }
    metric.values[i] = base + fill + noise * chance.normal();
  }
  for (const from of [first, second])
    if (from < Infinity)
      metric.faults.push({ kind: "drift", from, to: Math.min(from + 150, metric.values.length) - 1 });
  return metric;
}

/** Quiet and loud stretches take turns, and that is how it is; then a value beyond both. */
export function loudAndQuiet(chance: Chance): Metric {
  const metric = blankMetric(chance, chance.whole(2000, 8000), chance.pick([5, 60]) * minute);
  const [level, quiet, loud] = [chance.between(-50, 200), chance.between(0.2, 1), chance.between(3, 8)];
  let noise = quiet;
  for (let i = 0; i < metric.values.length; i++) {
    if (chance.happens(0.004)) noise = noise === quiet ? loud : quiet;
    metric.values[i] = level + noise * chance.normal();
  }
  for (const place of faultPlaces(chance, metric.values.length, chance.whole(1, 3))) {
    const size = loud * chance.pick([-1, 1]) * chance.between(6, 12);
    const long = chance.pick([1, 2, 20, 60]);
    breakMetric(metric, long > 2 ? "level shift" : "spike", place, long, (value) => value + size);
  }
  return metric;
}

/** Nothing is wrong here: what is told of it is false. */
export function nothingWrong(chance: Chance): Metric {
  const metric = blankMetric(chance, 4032, 5 * minute);
  const kind = chance.pick(["flat", "noise", "sine", "square", "zeros"]);
  const [level, size] = [chance.between(0, 100), chance.between(1, 40)];
  const noise = chance.pick([0, 0.05, 0.4]) * size;
  for (let i = 0; i < metric.values.length; i++) {
    const phase = (clock(metric.times[i] ?? 0).ofDay / 24) * 2 * Math.PI;
    const wave = kind === "sine" ? Math.sin(phase) : kind === "square" ? Number(Math.sin(phase) > 0) : 0;
    const dot = kind === "zeros" && chance.happens(0.02) ? size * chance.exponential() : 0;
    metric.values[i] =
      (kind === "zeros" ? 0 : level) +
      size * wave +
      dot +
      (kind === "flat" || kind === "zeros" ? 0 : noise * chance.normal());
  }
  return metric;
}
