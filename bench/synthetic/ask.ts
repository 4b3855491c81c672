import type { ClickHouseClient } from "@clickhouse/client";
import { quantile } from "../measurement.ts";
import { panelQueries } from "./queries.ts";
import type { PanelQuery, Subjects } from "./queries.ts";

export interface Asked {
  readonly name: string;
  /** Of all runs but the first, which fills the caches. */
  readonly medianMillis: number;
  readonly slowestMillis: number;
  /** The least time that processors worked for one answer, in milliseconds: other work on the machine does not show in it. */
  readonly workMillis: number;
  /** What the engine has read for the answer. */
  readonly readRows: number;
  readonly rows: number;
}

/** Asks each of the panel queries that often, one after the other, as a dashboard that is opened at `until` (microseconds). */
export async function askPanels(
  client: ClickHouseClient,
  until: number,
  times: number,
  each: (asked: Asked) => void,
): Promise<void> {
  const subjects = await chooseSubjects(client);
  for (const query of panelQueries) {
    const sql = withRange(query, until);
    const first = await ask(client, sql, subjects);
    const answers: Answer[] = [];
    for (let i = 0; i < times; i++) answers.push(await ask(client, sql, subjects));
    const millis = answers.map((answer) => answer.millis);
    each({
      name: query.name,
      medianMillis: quantile(millis, 0.5),
      slowestMillis: Math.max(...millis),
      workMillis: Math.min(...answers.map((answer) => answer.workMillis)),
      readRows: first.readRows,
      rows: first.rows,
    });
  }
}

/** Grafana's macros, as its ClickHouse data source writes them. */
export function withRange({ sql, hours }: PanelQuery, until: number): string {
  const to = Math.ceil(until / 1e6);
  const from = to - hours * 3600;
  return sql
    .replaceAll(/\$__timeFilter\((\w+)\)/g, `$1 >= toDateTime(${from}) AND $1 <= toDateTime(${to})`)
    .replaceAll("$__toTime", `toDateTime(${to})`);
}

interface Answer {
  readonly millis: number;
  readonly workMillis: number;
  readonly rows: number;
  readonly readRows: number;
}

async function ask(client: ClickHouseClient, query: string, subjects: Subjects): Promise<Answer> {
  const working = process.cpuUsage();
  const began = performance.now();
  const result = await client.query({ query, query_params: { ...subjects }, format: "JSON" });
  const { rows, statistics } = await result.json();
  const millis = performance.now() - began;
  const { user, system } = process.cpuUsage(working);
  return { millis, workMillis: (user + system) / 1000, rows: rows ?? 0, readRows: statistics?.rows_read ?? 0 };
}

/** A fact table of the warehouse that is checked and read, the job that writes it, and the last run of that. */
async function chooseSubjects(client: ClickHouseClient): Promise<Subjects> {
  const result = await client.query({
    query: `
      SELECT dataset_namespace, dataset_name, job_namespace, job_name, run_id, runs.root_run_id AS root_run_id
      FROM (
        SELECT dataset_namespace, dataset_name, job_namespace, job_name, run_id FROM tidemark.run_datasets
        WHERE role = 'output' AND state = 'COMPLETE' AND (dataset_namespace, dataset_name) IN (
          SELECT dataset_namespace, dataset_name FROM tidemark.quality GROUP BY ALL ORDER BY dataset_name LIMIT 1)
        ORDER BY ended_at DESC LIMIT 1) AS written
      INNER JOIN tidemark.runs USING (job_namespace, job_name, run_id)`,
    format: "JSONEachRow",
  });
  const [subjects] = await result.json<Omit<Subjects, "words">>();
  if (subjects === undefined) throw new Error("no dataset with checks has been written");
  return { ...subjects, words: "%order%" };
}
