import { judgeCompleteness } from "../judge/completeness.ts";
import type { Signal } from "../signal.ts";

export const completeness: Signal = {
  name: "completeness",
  title: "Completeness",
  unit: "share",
  meaning:
    "Of the intervals of data that should be there, up to the newest, how many are, and up to when nothing is missing (the watermark). Where an hour or a day of the week is always empty, or on a holiday of its calendar, nothing is expected of it; a backfill fills holes.",
  standard: "an interval is missing between others, of the last 60",
  thresholdKeys: ["freshness"],
  aspects: "one",
  observations: `SELECT dataset_namespace, dataset_name, nominal_end AS time, nominal_start, count() AS writes
FROM tidemark.run_datasets WHERE role = 'output' AND state = 'COMPLETE' AND nominal_end IS NOT NULL GROUP BY ALL`,
  ofDataset({ about, expectations: { freshness, clock }, learnt }) {
    const verdict =
      freshness === undefined
        ? undefined
        : judgeCompleteness({ ...about, severity: freshness.severity }, learnt.deliveries, clock.isDayOff);
    return verdict === undefined ? [] : [verdict];
  },
};
