import { judgeSchema } from "../judge/schema.ts";
import type { Signal } from "../signal.ts";

export const schema: Signal = {
  name: "schema",
  title: "Schema changes",
  unit: "count",
  meaning:
    "Whether the last change of a dataset's columns keeps what was agreed: `backward` (a new reader can read old data), `forward` (an old reader can read new data), `full`. A change is told for two days; after that it is the new normal. What is counted are changed columns.",
  standard: "a change that is not `forward`: a column that is gone, or whose type holds what it did not",
  thresholdKeys: ["schema"],
  aspects: "one",
  observations: `SELECT dataset_namespace, dataset_name, first_seen AS time, version, length(fields) AS columns
FROM tidemark.schemas WHERE role != 'input'`,
  ofDataset({ about, expectations: { schema: expected }, dataset }) {
    const verdict =
      expected === undefined ? undefined : judgeSchema({ ...about, severity: expected.severity }, expected, dataset);
    return verdict === undefined ? [] : [verdict];
  },
};
