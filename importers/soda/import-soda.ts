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
  const { definitionName, defaultDataSource, scanStartTimestamp, scanEndTimestamp, checks } = found;
  const unknown = checks.filter((each) => !isResult(each)).length;
  const events = checkRunEvents(new EventMaker("soda"), {
    runId: derivedRunId("soda", definitionName, defaultDataSource, scanStartTimestamp, scanEndTimestamp, content),
    job: { namespace: options.namespace, name: `soda.${defaultDataSource}` },
    started: scanStartTimestamp,
    ended: scanEndTimestamp,
    error: found.hasErrors || unknown > 0 ? `${unknown} of ${checks.length} checks could not be evaluated` : undefined,
    integration: "SODA",
    inputs: datasets(found, options),
  });
  const note = `${path}: ${unknown} of ${checks.length} checks could not be evaluated and have no result`;
  return { events, notes: unknown === 0 ? [] : [note] };
}

/** Neither a check that raised an error, nor one that was not evaluated, says anything of the data. */
function isResult({ outcome }: Check): boolean {
  return outcome === "pass" || outcome === "warn" || outcome === "fail";
}

function datasets({ checks, metrics }: Scan, options: SodaOptions): readonly DatasetBody[] {
  const tables = new Map<string, readonly [source: string, table: string]>();
  for (const { dataSource, table } of checks) if (table) tables.set(`${dataSource}\n${table}`, [dataSource, table]);
  return [...tables.values()].map(([source, table]) => {
    const ofTable = checks.filter((each) => each.dataSource === source && each.table === table);
    const { namespace, name } = tableNamed(options, source, table);
    const dataQualityAssertions = { assertions: ofTable.filter(isResult).map(assertion) };
    const dataQualityMetrics = metricsFacet(ofTable, metrics);
    return { namespace, name, useFacets: { dataQualityAssertions, dataQualityMetrics } };
  });
}

function assertion(each: Check): object {
  const { name, definition, column, outcome, diagnostics, metrics } = each;
  const refused =
    (outcome === "warn" ? diagnostics?.warn : diagnostics?.fail) ?? diagnostics?.warn ?? diagnostics?.fail;
  const value = diagnostics?.value;
  return assertionOf({
    name,
    assertion: kindOf(metrics),
    success: outcome === "pass",
    severity: outcome === "warn" ? "warn" : "error",
    ...(column && { column }),
    ...(refused && { expected: expected(refused) }),
    ...(typeof value === "number" && { actual: value }),
    ...(definition && { content: definition, contentType: "sodacl" }),
  });
}

/** `metric-SCAN-SOURCE-TABLE-COLUMN-missing_count`, with a digest behind where the metric has arguments. */
function kindOf(metrics: readonly string[]): string {
  const parts = (metrics[0] ?? "check").split("-");
  const last = parts.at(-1) ?? "";
  return /^[\da-f]{8}$/.test(last) ? (parts.at(-2) ?? last) : last;
}

/**
 * A metric says what it is of only by the checks that use it. Numbers alone: the least and greatest of
 * other columns are data.
 */
function metricsFacet(checks: readonly Check[], metrics: Scan["metrics"]): object | undefined {
  const names: Readonly<Record<string, string>> = { missing_count: "nullCount", min: "min", max: "max", sum: "sum" };
  let facet: object | undefined;
  for (const { identity, metricName, value } of metrics) {
    const user = checks.find((each) => each.metrics.includes(identity));
    const key = Object.hasOwn(names, metricName) ? names[metricName] : undefined;
    if (user === undefined || typeof value !== "number") continue;
    if (metricName === "row_count" && !user.column) facet = mergeMetrics(facet, { rows: value });
    else if (user.column && key !== undefined)
      facet = mergeMetrics(facet, { columns: { [user.column]: { [key]: value } } });
  }
  return facet;
}

const opposites: Readonly<Record<string, string>> = {
  greaterThan: "<=",
  greaterThanOrEqual: "<",
  lessThan: ">=",
  lessThanOrEqual: ">",
};

/** Soda says when a check fails; this is when it does not: `> 3`, `>= 0 and <= 0`. */
function expected(refused: Readonly<Record<string, unknown>>): string {
  return Object.entries(refused)
    .map(([bound, value]) => `${opposites[bound] ?? `not ${bound}`} ${JSON.stringify(value)}`)
    .join(" and ");
}
