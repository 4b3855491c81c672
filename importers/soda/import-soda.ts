import { z } from "zod";
import { assertionOf, mergeMetrics } from "#agent/client/quality.ts";
import { checkRunEvents } from "../check-run.ts";
import { derivedRunId } from "../derived-run-id.ts";
import { EventMaker } from "../event-maker.ts";
import type { DatasetBody } from "../event-maker.ts";
import type { Imported } from "../imported.ts";
import { parseJson } from "../read-json.ts";
import { tableNamed } from "../table-address.ts";
import type { TableAddress } from "../table-address.ts";

const text = z.string();
const bounds = z.record(text, z.unknown()).nullish();

const check = z.object({
  name: text,
  definition: text.nullish(),
  dataSource: text,
  table: text.nullish(),
  column: text.nullish(),
  outcome: text.nullish(),
  metrics: z.array(text).default([]),
  diagnostics: z.object({ value: z.unknown().optional(), fail: bounds, warn: bounds }).nullish(),
});

const metric = z.object({ identity: text, metricName: text, value: z.unknown().optional() });

const scan = z.object({
  definitionName: text,
  defaultDataSource: text,
  scanStartTimestamp: text,
  scanEndTimestamp: text,
  hasErrors: z.boolean(),
  logs: z.array(z.object({ level: text, message: text })).default([]),
  checks: z.array(check),
  metrics: z.array(metric).default([]),
});

type Check = z.infer<typeof check>;
type Scan = z.infer<typeof scan>;

export interface SodaOptions extends TableAddress {
  /** Of the jobs. */
  readonly namespace: string;
}

/** What `soda scan … -srf FILE` writes. @throws ImportError */
export function importSoda(path: string, content: string, options: SodaOptions): Imported {
  const found = parseJson(path, content, scan);
  const { definitionName, defaultDataSource, scanStartTimestamp, scanEndTimestamp } = found;
  const unknown = whatIsUnknown(found);
  const events = checkRunEvents(new EventMaker("soda"), {
    runId: derivedRunId("soda", definitionName, defaultDataSource, scanStartTimestamp, scanEndTimestamp, content),
    job: { namespace: options.namespace, name: `soda.${defaultDataSource}` },
    started: scanStartTimestamp,
    ended: scanEndTimestamp,
    error: unknown,
    integration: "SODA",
    inputs: datasets(found, options),
  });
  return { events, notes: unknown === undefined ? [] : [`${path}: ${unknown}`] };
}

/** A check that raised an error is mostly left out by Soda, and told of in its log alone. */
function whatIsUnknown({ checks, hasErrors, logs }: Scan): string | undefined {
  const unknown = checks.filter((each) => !isResult(each)).length;
  const errors = logs.filter(({ level }) => level === "error").map(({ message }) => message.split("\n")[0]);
  if (!hasErrors && unknown === 0) return undefined;
  const some = unknown === 0 ? "some" : `${unknown} of ${checks.length}`;
  return [`${some} checks could not be evaluated and have no result`, ...errors.slice(0, 1)].join(": ");
}

/** Neither a check that raised an error, nor one that was not evaluated, says anything of the data. */
function isResult({ outcome }: Check): boolean {
  return outcome === "pass" || outcome === "warn" || outcome === "fail";
}

function datasets({ definitionName, checks, metrics }: Scan, options: SodaOptions): readonly DatasetBody[] {
  const tables = new Map<string, readonly [source: string, table: string]>();
  for (const { dataSource, table } of checks) if (table) tables.set(`${dataSource}\n${table}`, [dataSource, table]);
  const values = new Map(metrics.map(({ identity, value }) => [identity, value]));
  return [...tables.values()].map(([source, table]) => {
    const ofTable = checks.filter((each) => each.dataSource === source && each.table === table);
    const { namespace, name } = tableNamed(options, source, table);
    const dataQualityAssertions = { assertions: ofTable.filter(isResult).map(assertion) };
    const measured = (...of: readonly string[]): unknown =>
      values.get(["metric", definitionName, source, table, ...of].join("-"));
    const dataQualityMetrics = metricsFacet(new Set(ofTable.flatMap(({ column }) => column ?? [])), measured);
    return { namespace, name, useFacets: { dataQualityAssertions, dataQualityMetrics } };
  });
}

function assertion(each: Check): object {
  const { name, definition, column, outcome, diagnostics } = each;
  const refused =
    (outcome === "warn" ? diagnostics?.warn : diagnostics?.fail) ?? diagnostics?.warn ?? diagnostics?.fail;
  const value = diagnostics?.value;
  return assertionOf({
    name,
    assertion: kindOf(each),
    success: outcome === "pass",
    severity: outcome === "warn" ? "warn" : "error",
    ...(column && { column }),
    ...(refused && { expected: expected(refused) }),
    ...(typeof value === "number" && { actual: value }),
    ...(definition && { content: definition, contentType: "sodacl" }),
  });
}

/** `metric-SCAN-SOURCE-TABLE-COLUMN-missing_count`, with a digest behind where the metric has arguments. */
function kindOf({ metrics, definition }: Check): string {
  // Its metric is a count of rows: of those that failed.
  if (/^ +(- )?failed rows:/m.test(definition ?? "")) return "failed_rows";
  const parts = (metrics[0] ?? "check").split("-");
  const last = parts.at(-1) ?? "";
  return /^[\da-f]{8}$/.test(last) ? (parts.at(-2) ?? last) : last;
}

/** By OpenLineage's names. */
const columnMetrics = { nullCount: "missing_count", min: "min", max: "max", sum: "sum" };

/**
 * Of the whole table, so none with a filter. Numbers alone: the least and greatest of other columns are data.
 * `measured`: by column, where it has one, and metric.
 */
function metricsFacet(
  columns: ReadonlySet<string>,
  measured: (...of: readonly string[]) => unknown,
): object | undefined {
  const rows = measured("row_count");
  const facet = typeof rows === "number" ? mergeMetrics(undefined, { rows }) : undefined;
  return [...columns].reduce((merged, column) => {
    const numbers = Object.entries(columnMetrics)
      .map(([name, theirs]) => [name, measured(column, theirs)] as const)
      .filter(([, value]) => typeof value === "number");
    return numbers.length === 0 ? merged : mergeMetrics(merged, { columns: { [column]: Object.fromEntries(numbers) } });
  }, facet);
}

const opposites: Readonly<Record<string, string>> = {
  greaterThan: "<=",
  greaterThanOrEqual: "<",
  lessThan: ">=",
  lessThanOrEqual: ">",
};

/** Soda says when a check fails; this is when it does not: `> 3`, `= 0`, `>= 10 and <= 20`, `< 1 or > 5`. */
function expected(refused: Readonly<Record<string, unknown>>): string {
  const limits = Object.entries(refused);
  const [least, greatest] = ["greaterThan", "lessThan"].map((name) => refused[name] ?? refused[`${name}OrEqual`]);
  if (limits.length === 2 && least === greatest)
    return `${"lessThan" in refused ? "=" : "!="} ${JSON.stringify(least)}`;
  const allowed = limits.map(([bound, value]) => `${opposites[bound] ?? `not ${bound}`} ${JSON.stringify(value)}`);
  const refusedBetween = typeof least === "number" && typeof greatest === "number" && least < greatest;
  return refusedBetween ? allowed.join(" or ") : allowed.toReversed().join(" and ");
}
