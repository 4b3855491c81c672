import { judgeDeadLetters } from "../judge/platform.ts";
import type { Signal } from "../signal.ts";

export const deadLetters: Signal = {
  name: "dead_letters",
  title: "Dead letters",
  unit: "count",
  meaning:
    "How many events the collector refused in an hour, since they broke the contract. What they said is missing from every other signal.",
  standard: "more than 10, and than three times what is usual of an hour that has any",
  thresholdKeys: [],
  aspects: "one, of the platform",
  observations: `SELECT toStartOfHour(received_at) AS time, reason, count() AS count
FROM tidemark.dead_letters FINAL WHERE redriven_at IS NULL GROUP BY ALL`,
  ofPlatform: ({ about, facts }) => [judgeDeadLetters(about, facts)],
};
