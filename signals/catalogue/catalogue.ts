import type { Signal } from "../signal.ts";
import { completeness } from "./completeness.ts";
import { completion } from "./completion.ts";
import { cost } from "./cost.ts";
import { deadLetters } from "./dead-letters.ts";
import { duration } from "./duration.ts";
import { failures } from "./failures.ts";
import { freshness } from "./freshness.ts";
import { lag } from "./lag.ts";
import { lateData } from "./late-data.ts";
import { quality } from "./quality.ts";
import { retries } from "./retries.ts";
import { schema } from "./schema.ts";
import { slo } from "./slo.ts";
import { volume } from "./volume.ts";
import { watcher } from "./watcher.ts";

/** Every signal, in the order of the documentation. */
export const catalogue: readonly Signal[] = [
  freshness,
  completion,
  completeness,
  lateData,
  volume,
  quality,
  schema,
  duration,
  failures,
  retries,
  slo,
  cost,
  deadLetters,
  lag,
  watcher,
];
