import { relation } from "#store/derived/relation.ts";
import type { Ask } from "../ask.ts";
import type { Named } from "../named.ts";
import { said, saidName } from "../said.ts";
import { timeText } from "../sql-fragments.ts";
import { instantText } from "./instant-text.ts";
import { gapsLookedAt, lateness } from "./lateness.ts";
import { rowsOfNames } from "./named-rows.ts";
import type { Trouble } from "./trouble.ts";

export interface DatasetTroubles {
  readonly troubles: readonly Trouble[];
  /** There were too few writes to say whether it is late. */
  readonly rhythmUnknown: boolean;
}

export interface TroubleScope {
  readonly asOf: Date | undefined;
  readonly now: Date;
  /** Changes at or after this event time are recent. */
  readonly recent: Date;
}

/** What is wrong with datasets themselves, each given by all its names, in their order. */
export async function datasetTroubles(
  ask: Ask,
  datasets: readonly (readonly Named[])[],
  scope: TroubleScope,
): Promise<readonly DatasetTroubles[]> {
  const names = datasets.flat();
  const [writes, schemas, failures] = await Promise.all([
    lastWrites(ask, names, scope),
    newSchemas(ask, names, scope),
    failedChecks(ask, names, scope),
  ]);
  return datasets.map((dataset) => {
    const of = <T extends DatasetRow>(rows: ReadonlyMap<string, readonly T[]>): readonly T[] =>
      dataset.flatMap((named) => rows.get(keyOf(named)) ?? []);
    const late = lateness(
      of(writes)
        .map(({ at }) => at)
        .toSorted((a, b) => b - a),
      scope.now.getTime(),
    );
    return {
      troubles: [
        ...(late.kind === "late" ? [lateTrouble(late)] : []),
        ...of(schemas).map(schemaTrouble),
        ...of(failures).map(checkTrouble),
      ],
      rhythmUnknown: late.kind === "unknown",
    };
  });
}

interface DatasetRow {
  readonly dataset_namespace: string;
  readonly dataset_name: string;
}

function keyOf({ namespace, name }: Named): string {
  return JSON.stringify([namespace, name]);
}

function byDataset<T extends DatasetRow>(rows: readonly T[]): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(rows, (row) => keyOf({ namespace: row.dataset_namespace, name: row.dataset_name }));
}

interface WriteRow extends DatasetRow {
  /** End of a complete run that wrote it, in milliseconds. */
  readonly at: number;
}

async function lastWrites(
  ask: Ask,
  names: readonly Named[],
  { asOf }: TroubleScope,
): Promise<ReadonlyMap<string, readonly WriteRow[]>> {
  return byDataset(
    await rowsOfNames<WriteRow>(
      ask,
      names,
      (among) => `
        SELECT dataset_namespace, dataset_name, toUnixTimestamp64Milli(assumeNotNull(ended_at)) AS at
        FROM ${relation("run_datasets", asOf)}
        WHERE ${among("dataset_namespace", "dataset_name")} AND role = 'output' AND state = 'COMPLETE'
          AND ended_at IS NOT NULL
        ORDER BY at DESC
        LIMIT ${gapsLookedAt + 1} BY dataset_namespace, dataset_name`,
    ),
  );
}

type Late = Exclude<ReturnType<typeof lateness>, { readonly kind: "unknown" }>;

function lateTrouble({ dueAt, lastWrite, longestGap }: Late): Trouble {
  return {
    kind: "late",
    since: instantText(Math.round(dueAt) * 1000),
    lastWrittenAt: instantText(lastWrite * 1000),
    longestGapSeconds: longestGap / 1000,
  };
}

interface SchemaRow extends DatasetRow {
  readonly version: number;
  readonly job_namespace: string;
  readonly job_name: string;
  readonly firstSeen: string;
}

/** The latest version, when it is recent and not the first. */
async function newSchemas(
  ask: Ask,
  names: readonly Named[],
  { asOf, recent }: TroubleScope,
): Promise<ReadonlyMap<string, readonly SchemaRow[]>> {
  return byDataset(
    await rowsOfNames<SchemaRow>(
      ask,
      names,
      (among, values) => `
        SELECT dataset_namespace, dataset_name, version, job_namespace, job_name, ${timeText("first_seen")} AS firstSeen
        FROM ${relation("schemas", asOf)}
        WHERE ${among("dataset_namespace", "dataset_name")} AND version > 1 AND first_seen >= ${values.time(recent)}
        ORDER BY version DESC
        LIMIT 1 BY dataset_namespace, dataset_name`,
    ),
  );
}

function schemaTrouble({ firstSeen, version, job_namespace, job_name }: SchemaRow): Trouble {
  return { kind: "schema_changed", since: firstSeen, version, job: saidName(job_namespace, job_name) };
}

interface CheckRow extends DatasetRow {
  readonly column: string;
  readonly assertion: string;
  readonly name: string;
  readonly severity: string;
  readonly expected: string;
  readonly actual: string;
  readonly failingSince: string;
}

/** Checks whose last result is a failure, a recent one. A check that only warns is none of them. */
async function failedChecks(
  ask: Ask,
  names: readonly Named[],
  { asOf, recent }: TroubleScope,
): Promise<ReadonlyMap<string, readonly CheckRow[]>> {
  const check = "dataset_namespace, dataset_name, column, assertion, name, ordinal";
  return byDataset(
    await rowsOfNames<CheckRow>(
      ask,
      names,
      (among, values) => `
        SELECT dataset_namespace, dataset_name, column, assertion, name,
          last.2 AS severity, last.3 AS expected, last.4 AS actual, ${timeText("since")} AS failingSince
        FROM (
          SELECT ${check}, max(event_time) AS ended,
            argMax(tuple(success, toString(severity), expected, actual), (event_time, run_id)) AS last,
            maxIf(event_time, success) AS passed,
            arrayMin(arrayFilter(failed -> failed >= passed, groupArrayIf(event_time, NOT success))) AS since
          FROM ${relation("quality", asOf)}
          WHERE ${among("dataset_namespace", "dataset_name")}
          GROUP BY ${check}
          HAVING NOT last.1 AND ended >= ${values.time(recent)} AND lower(last.2) NOT LIKE 'warn%')
        ORDER BY since, ${check}`,
    ),
  );
}

function checkTrouble(row: CheckRow): Trouble {
  return {
    kind: "quality_failed",
    since: row.failingSince,
    assertion: row.assertion,
    column: said(row.column),
    name: said(row.name),
    severity: said(row.severity),
    expected: said(row.expected),
    actual: said(row.actual),
  };
}
