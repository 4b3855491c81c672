import type { z } from "zod";
import type { BusinessCalendar } from "../../calendar/business-calendar.ts";
import { localClockOf } from "../../calendar/local-clock.ts";
import type {
  CommonExpectations,
  CostExpectation,
  DatasetExpectations,
  Expectations,
  FailureExpectation,
  JobExpectations,
  QualityExpectation,
  SchemaExpectation,
  Slo,
  Timeliness,
  VolumeExpectation,
  DurationExpectation,
} from "../expectations.ts";
import { defaultFalseAlertEveryMs } from "../resolve/built-in.ts";
import type { DeclaredCalendar } from "../declarations.ts";
import { escalationOf, routesOf } from "./routes.ts";
import type { Severity } from "../schema/forms.ts";
import { datasetExpectations, jobExpectations } from "../schema/entry.ts";
import { defaultWarnAt } from "../values/amounts.ts";
import type { PlainObject } from "../yaml/located.ts";
import type { ThingKind } from "../resolve/thing.ts";
import { timelinessOf } from "./timeliness.ts";

type Dataset = z.output<typeof datasetExpectations>;
type Job = z.output<typeof jobExpectations>;
type Keys<T> = Exclude<T, string | number | undefined>;
type Calendars = ReadonlyMap<string, DeclaredCalendar>;

/** What a tree of keys says, which the schema has found right; it throws for another. */
export function buildExpectations(kind: ThingKind, tree: PlainObject, calendars: Calendars): Expectations {
  return kind === "dataset"
    ? datasetOf(datasetExpectations.parse(tree), calendars)
    : jobOf(jobExpectations.parse(tree), calendars);
}

function datasetOf(written: Dataset, calendars: Calendars): DatasetExpectations {
  const common = commonOf(written, calendars);
  return {
    kind: "dataset",
    ...common,
    freshness: timely(written.freshness, written, common, calendars),
    volume: volumeOf(keysOf(written.volume), common),
    quality: written.quality === "off" ? undefined : qualityOf(keysOf(written.quality) ?? {}),
    schema: schemaOf(keysOf(written.schema), common),
  };
}

function jobOf(written: Job, calendars: Calendars): JobExpectations {
  const common = commonOf(written, calendars);
  return {
    kind: "job",
    ...common,
    completion: timely(written.completion, written, common, calendars),
    duration: durationOf(keysOf(written.duration), common),
    failures: failuresOf(keysOf(written.failures), common),
  };
}

type Common = Pick<Dataset, keyof Dataset & keyof Job>;

/** Nothing here is missing in a tree that begins with what is built in. */
function commonOf(written: Common, calendars: Calendars): CommonExpectations {
  const { severity = "warning", timezone = "UTC", calendar = "" } = written;
  return {
    enabled: written.enabled ?? true,
    description: written.description,
    owner: written.owner,
    severity,
    importance: written.importance ?? "normal",
    runbook: written.runbook,
    routes: routesOf(written.channels ?? []),
    escalation: escalationOf(written.escalation ?? []),
    falseAlertEveryMs: written.false_alerts ?? defaultFalseAlertEveryMs,
    clock: localClockOf(timezone, calendars.get(calendar)?.calendar),
    slo: sloOf(keysOf(written.slo)),
    cost: costOf(keysOf(written.cost), severity, timezone),
  };
}

/** A section's keys; undefined for one that is off or not there. Its short forms are gone once layers are merged. */
function keysOf<T>(section: T): Keys<T> | undefined {
  return isKeys(section) ? section : undefined;
}

function isKeys<T>(section: T): section is Keys<T> {
  return typeof section === "object";
}

function timely(
  section: Dataset["freshness"],
  written: Common,
  { severity }: CommonExpectations,
  calendars: Calendars,
): Timeliness | undefined {
  const keys = keysOf(section);
  if (keys === undefined) return undefined;
  const calendarNamed = (name: string): BusinessCalendar | undefined => calendars.get(name)?.calendar;
  const calendar = written.calendar === undefined ? undefined : calendarNamed(written.calendar);
  return timelinessOf(keys, { severity, timeZone: written.timezone ?? "UTC", calendar, calendarNamed });
}

function volumeOf(
  written: Keys<Dataset["volume"]> | undefined,
  { severity }: CommonExpectations,
): VolumeExpectation | undefined {
  if (written === undefined) return undefined;
  return {
    severity: written.severity ?? severity,
    minRows: written.min_rows,
    maxRows: written.max_rows,
    minBytes: written.min_bytes,
    maxBytes: written.max_bytes,
    minFiles: written.min_files,
    maxFiles: written.max_files,
    maxChange: written.max_change,
    allowZero: written.allow_zero ?? false,
    per: written.per ?? "run",
    learned: written.learned ?? true,
  };
}

function durationOf(
  written: Keys<Job["duration"]> | undefined,
  { severity }: CommonExpectations,
): DurationExpectation | undefined {
  if (written === undefined) return undefined;
  const { min: minMs, max: maxMs } = written;
  return { severity: written.severity ?? severity, minMs, maxMs, learned: written.learned ?? true };
}

function qualityOf(written: Keys<Dataset["quality"]>): QualityExpectation {
  const checks = (written.checks ?? []).map(({ assertion, column, severity }) => ({ assertion, column, severity }));
  return { severity: written.severity, checks };
}

function schemaOf(
  written: Keys<Dataset["schema"]> | undefined,
  { severity }: CommonExpectations,
): SchemaExpectation | undefined {
  if (written === undefined) return undefined;
  return {
    severity: written.severity ?? severity,
    compatibility: written.compatibility ?? "forward",
    ignore: written.ignore ?? [],
  };
}

function failuresOf(
  written: Keys<Job["failures"]> | undefined,
  { severity }: CommonExpectations,
): FailureExpectation | undefined {
  if (written === undefined) return undefined;
  return {
    severity: written.severity ?? severity,
    consecutive: written.consecutive ?? 1,
    maxAttempts: written.max_attempts,
  };
}

/** A budget is one only with its currency. */
function costOf(
  written: Keys<Common["cost"]> | undefined,
  severity: Severity,
  timeZone: string,
): CostExpectation | undefined {
  if (written === undefined) return undefined;
  const { budget: amount, currency, per = "month", warn_at: warnAt = defaultWarnAt } = written;
  const complete = amount !== undefined && currency !== undefined;
  return {
    severity: written.severity ?? severity,
    budget: complete ? { amount, currency, per, warnAt, timeZone } : undefined,
    learned: written.learned ?? true,
  };
}

function sloOf(written: Keys<Common["slo"]> | undefined): Slo | undefined {
  if (written?.target === undefined) return undefined;
  return { target: written.target, windowMs: written.window ?? 28 * 86_400_000 };
}
