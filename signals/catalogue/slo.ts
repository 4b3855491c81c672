import { judgeSlo } from "../judge/slo.ts";
import type { Signal } from "../signal.ts";

export const slo: Signal = {
  name: "slo",
  title: "Service level",
  unit: "share",
  meaning:
    "The share of deadlines that were met in a window, against the share that is to be. What may be missed is the error budget; it burns too fast when more deadlines are missed than it has room for, over a long and a short stretch at once.",
  standard: "none: only where `slo` is said, of what has deadlines",
  thresholdKeys: ["slo"],
  aspects: "one",
  observations: `SELECT subject_kind, subject_namespace, subject_name, judged_at AS time, observed AS met, lower AS target
FROM tidemark.signal_history WHERE signal = 'slo'`,
  ofDataset({ about, expectations, learnt, dataset }) {
    const { slo: expected, freshness } = expectations;
    if (expected === undefined) return [];
    const verdict = judgeSlo(about, expected, freshness, learnt.deliveries, dataset.firstReceivedAt);
    return verdict === undefined ? [] : [verdict];
  },
  ofJob({ about, expectations, learnt, job }) {
    const { slo: expected, completion } = expectations;
    if (expected === undefined) return [];
    const verdict = judgeSlo(about, expected, completion, learnt.deliveries, job.firstReceivedAt);
    return verdict === undefined ? [] : [verdict];
  },
};
