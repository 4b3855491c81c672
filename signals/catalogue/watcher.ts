import { judgeSilence } from "../judge/platform.ts";
import type { Signal } from "../signal.ts";

export const watcher: Signal = {
  name: "watcher",
  title: "The watcher itself",
  unit: "s",
  meaning:
    "Whether events still come at all, so that the other signals know what they judge. That a rule is evaluated is in `tidemark.rules`; whoever watches Tidemark watches that.",
  standard: "silence that is a quarter longer than any of the last two weeks, and than two hours",
  thresholdKeys: [],
  aspects: "one, of the platform",
  observations: `SELECT rule, evaluated_at AS time, newest_data_at, error FROM tidemark.rules`,
  ofPlatform: ({ about, facts }) => [judgeSilence(about, facts)],
};
