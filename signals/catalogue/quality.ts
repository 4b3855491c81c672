import { judgeQuality } from "../judge/quality.ts";
import type { Signal } from "../signal.ts";

export const quality: Signal = {
  name: "quality",
  title: "Quality",
  unit: "count",
  meaning: "Whether each check of a dataset held when it was last run. What is counted are its failures in a row.",
  standard: "any check that fails, with the severity that its producer gives it",
  thresholdKeys: ["quality"],
  aspects: "one for each check: its column and name",
  observations: `SELECT dataset_namespace, dataset_name, event_time AS time, column, assertion, name, success, expected, actual
FROM tidemark.quality`,
  ofDataset: ({ about, expectations: { quality: expected }, dataset }) =>
    expected === undefined ? [] : judgeQuality(about, expected, dataset),
};
