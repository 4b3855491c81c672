import { judgeVolume } from "../judge/volume.ts";
import type { Signal } from "../signal.ts";

export const volume: Signal = {
  name: "volume",
  title: "Volume",
  unit: "rows",
  meaning:
    "How many rows, bytes and files a run wrote, against what is declared and what is usual (of the first of the three that is said): nothing, half, twice as much, or the same number again and again. Runs that write a partition are held against others that do; a backfill is not judged.",
  standard:
    "outside of what is usual at that time of the week, by at most one false alert in five years; nothing where there usually is something; the same number five times in a row where it never was the same",
  thresholdKeys: ["volume"],
  aspects: "`rows`, `bytes`, `files`; with the job where several write the dataset",
  observations: `SELECT dataset_namespace, dataset_name, ended_at AS time, job_name, partition, rows, bytes, files
FROM tidemark.run_datasets WHERE role = 'output' AND state = 'COMPLETE'`,
  ofDataset: ({ about, expectations: { volume: expected }, learnt }) =>
    expected === undefined ? [] : judgeVolume({ ...about, severity: expected.severity }, expected, learnt),
};
