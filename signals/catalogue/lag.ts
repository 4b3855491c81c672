import { judgeLag } from "../judge/platform.ts";
import type { Signal } from "../signal.ts";

export const lag: Signal = {
  name: "lag",
  title: "Lag of the platform",
  unit: "s",
  meaning:
    "How long events take from their pipelines into the log: of those of the last 15 minutes 95 in 100 took no longer.",
  standard: "more than 5 minutes",
  thresholdKeys: [],
  aspects: "one, of the platform",
  observations: `SELECT toStartOfFifteenMinutes(received_at) AS time,
  quantile(0.95)(dateDiff('millisecond', event_time, received_at)) / 1000 AS seconds, count() AS events
FROM tidemark.events GROUP BY time`,
  ofPlatform: ({ about, facts }) => judgeLag(about, facts),
};
