import { MappingType } from "@grafana/grafana-foundation-sdk/dashboard";
import type { ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";

/** The colour of each state of a run, the same on every page. */
export const stateColours = {
  RUNNING: "blue",
  COMPLETE: "green",
  ABORT: "orange",
  FAIL: "red",
  unknown: "gray",
} as const;

/** Texts that are shown in their colour. */
export const stateMappings: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      Object.entries(stateColours).map(([state, color], index) => [state, { text: state, color, index }]),
    ),
  },
];

/** Whether a check held: 1 or 0, as words. */
export const heldMappings: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: {
      passed: { text: "passed", color: "green", index: 0 },
      failed: { text: "failed", color: "red", index: 1 },
    },
  },
];

/** How a rule is. */
export const ruleMappings: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: {
      evaluated: { text: "evaluated", color: "green", index: 0 },
      stopped: { text: "stopped", color: "orange", index: 1 },
      failed: { text: "failed", color: "red", index: 2 },
    },
  },
];

/** The light of the platform: what is wrong with it, or nothing. */
export const platformMappings: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: {
      good: { text: "good", color: "green", index: 0 },
      silent: { text: "silent", color: "red", index: 1 },
      unwatched: { text: "unwatched", color: "red", index: 2 },
      refusing: { text: "refusing", color: "orange", index: 3 },
    },
  },
];
