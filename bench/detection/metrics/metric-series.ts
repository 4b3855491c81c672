import { createChance } from "../chance.ts";
import type { Chance } from "../chance.ts";
import type { LabelledSeries } from "../labelled-series.ts";
import { points } from "./metric.ts";
import type { Metric } from "./metric.ts";
import { dailyPulse, loudAndQuiet, nothingWrong, oddPeriod, sawtooth, spikeTrain } from "./patterns.ts";
import { demand, keyboard, mentions, price, temperature } from "./people.ts";
import { busyProcessor, idleProcessor, scaledGroup } from "./processor.ts";
import { bursts, latency, occupancy, requests, road } from "./traffic.ts";

/** Shapes of the series that machines and services report. */
export const metricFamilies: Readonly<Record<string, (chance: Chance) => Metric>> = {
  "idle processor": idleProcessor,
  "busy processor": busyProcessor,
  "scaled group": scaledGroup,
  bursts,
  requests,
  latency,
  road,
  occupancy,
  demand,
  mentions,
  price,
  keyboard,
  temperature,
  "daily pulse": dailyPulse,
  "spike train": spikeTrain,
  "odd period": oddPeriod,
  sawtooth,
  "loud and quiet": loudAndQuiet,
  "nothing wrong": nothingWrong,
};

/** Every family so many times. The same for the same seed. */
export function metricSeries(seed: string, each: number): LabelledSeries[] {
  return Object.entries(metricFamilies).flatMap(([family, make]) =>
    Array.from({ length: each }, (_, index) => {
      const name = `${family} ${index + 1}`;
      const metric = make(createChance(`${seed}/${name}`));
      return { name, family, points: points(metric), faults: metric.faults.toSorted((a, b) => a.from - b.from) };
    }),
  );
}
