import { judgeLateData } from "../judge/late-data.ts";
import type { Signal } from "../signal.ts";

export const lateData: Signal = {
  name: "late_data",
  title: "Late data",
  unit: "share",
  meaning:
    "How much data comes after newer data of the same job: what was made of the newer is then made without it. Backfills do not count.",
  standard: "more than a tenth of the last 40 writes",
  thresholdKeys: ["freshness"],
  aspects: "one",
  observations: `SELECT dataset_namespace, dataset_name, ended_at AS time, nominal_end,
  dateDiff('second', nominal_end, ended_at) AS delay_seconds
FROM tidemark.run_datasets WHERE role = 'output' AND state = 'COMPLETE' AND nominal_end IS NOT NULL`,
  ofDataset({ about, expectations: { freshness }, learnt }) {
    // It is there: late data weighs less than none.
    const verdict =
      freshness === undefined ? undefined : judgeLateData({ ...about, severity: "info" }, learnt.deliveries);
    return verdict === undefined ? [] : [verdict];
  },
};
