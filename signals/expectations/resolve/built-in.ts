import type { PlainObject } from "../yaml/located.ts";
import { createLayer } from "./layer.ts";
import type { Layer } from "./layer.ts";
import type { ThingKind } from "./thing.ts";

/** Of each thing. A company has thousands, and each may be late, short and slow. */
export const defaultFalseAlertEveryMs = 5 * 365 * 86_400_000;

const common: PlainObject = {
  severity: "warning",
  importance: "normal",
  timezone: "UTC",
  false_alerts: `1 per ${defaultFalseAlertEveryMs / 86_400_000}d`,
};

/** What holds where nobody says anything: late, short and slow are what is unusual by the thing's own past. */
export const builtIn: Readonly<Record<ThingKind, PlainObject>> = {
  dataset: { ...common, freshness: "learned", volume: "learned", schema: "forward" },
  job: { ...common, completion: "learned", duration: "learned", failures: { consecutive: 1 }, cost: "learned" },
};

export const builtInLayers: Readonly<Record<ThingKind, Layer>> = {
  dataset: createLayer(builtIn.dataset, "dataset", () => ({ kind: "built_in" })),
  job: createLayer(builtIn.job, "job", () => ({ kind: "built_in" })),
};
