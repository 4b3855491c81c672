import { z } from "zod";
import { relation } from "#store/derived/relation.ts";
import { instant, named } from "../answer-schemas.ts";
import type { Ask } from "../ask.ts";
import { BoundValues } from "../bound-values.ts";
import { jobColumns, jobItem, jobOf } from "../lists/jobs.ts";
import type { JobRow } from "../lists/jobs.ts";
import { runItem, runs } from "../lists/runs.ts";
import { selectPage } from "../list.ts";
import type { Named } from "../named.ts";
import { anyOf } from "../resolve.ts";
import { said } from "../said.ts";
import { timeText } from "../sql-fragments.ts";
import { facetsOf, facetValues } from "./facets-of.ts";

const link = z.object({ dataset: named, firstSeen: instant, lastSeen: instant }).readonly();
const dependency = z
  .object({ job: named, type: z.string().nullable(), triggerRule: z.string().nullable(), lastSeen: instant })
  .readonly();

const sqlLineage = z
  .object({
    dialect: z.string().meta({ description: "in which it was read" }),
    problems: z.array(z.string()).readonly().meta({ description: "what was left out and why" }),
  })
  .readonly();

export const jobDetail = z
  .object({
    ...jobItem.unwrap().shape,
    sql: z
      .object({
        query: z.string(),
        dialect: z.string().nullable(),
        lineage: sqlLineage.nullable().meta({ description: "what was read from its text; null when it was not read" }),
      })
      .readonly()
      .nullable(),
    inputs: z.array(link).readonly(),
    outputs: z.array(link).readonly(),
    upstream: z.array(dependency).readonly().meta({ description: "jobs it waits for, by control flow" }),
    downstream: z.array(dependency).readonly().meta({ description: "jobs that wait for it, by control flow" }),
    runs: z.array(runItem).readonly().meta({ description: "the newest ten" }),
    facets: facetValues,
  })
  .readonly();

export type JobDetail = z.infer<typeof jobDetail>;

interface DetailRow extends JobRow {
  readonly sql: string;
  readonly sql_dialect: string;
}

/** A job with what it reads and writes, what it waits for, and its newest runs; undefined when there is none. */
export async function findJob(ask: Ask, job: Named, asOf: Date | undefined): Promise<JobDetail | undefined> {
  const values = new BoundValues();
  const [row] = await ask<DetailRow>(
    `SELECT ${jobColumns}, sql, sql_dialect FROM ${relation("jobs", asOf)} WHERE ${anyOf(["namespace", "name"], [job], values)}`,
    values,
  );
  if (row === undefined) return undefined;
  const [links, dependencies, newest, facets, lineage] = await Promise.all([
    linksOf(ask, job, asOf),
    dependenciesOf(ask, job, asOf),
    selectPage(ask, runs, { jobs: [job], stub: false }, { asOf, limit: 10 }),
    facetsOf(ask, "job", [job], asOf),
    row.sql === "" ? null : sqlLineageOf(ask, job),
  ]);
  return {
    ...jobOf(row),
    sql: row.sql === "" ? null : { query: row.sql, dialect: said(row.sql_dialect), lineage },
    inputs: links.filter(({ role }) => role === "input").map(linkOf),
    outputs: links.filter(({ role }) => role === "output").map(linkOf),
    upstream: dependencies.filter(({ upstream }) => upstream === 1).map(dependencyOf),
    downstream: dependencies.filter(({ upstream }) => upstream === 0).map(dependencyOf),
    runs: newest.items,
    facets,
  };
}

/** Of the text that was read last; a job that tells its columns has none. */
async function sqlLineageOf(ask: Ask, job: Named): Promise<z.infer<typeof sqlLineage> | null> {
  const values = new BoundValues();
  const [read] = await ask<z.infer<typeof sqlLineage>>(
    `SELECT dialect, problems FROM tidemark.sql_lineage WHERE ${anyOf(["job_namespace", "job_name"], [job], values)}`,
    values,
  );
  return read ?? null;
}

/** More datasets, or jobs to wait for, than one job has. */
const most = 1000;

interface LinkRow extends Named {
  readonly role: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

async function linksOf(ask: Ask, job: Named, asOf: Date | undefined): Promise<readonly LinkRow[]> {
  const values = new BoundValues();
  return ask<LinkRow>(
    `SELECT dataset_namespace AS namespace, dataset_name AS name, role,
      ${timeText("first_seen")} AS firstSeen, ${timeText("last_seen")} AS lastSeen
    FROM ${relation("job_datasets", asOf)}
    WHERE ${anyOf(["job_namespace", "job_name"], [job], values)}
    ORDER BY role, namespace, name LIMIT ${most}`,
    values,
  );
}

function linkOf({ namespace, name, firstSeen, lastSeen }: LinkRow): z.infer<typeof link> {
  return { dataset: { namespace, name }, firstSeen, lastSeen };
}

interface DependencyRow extends Named {
  /** 1 when the other job goes first. */
  readonly upstream: 0 | 1;
  readonly type: string;
  readonly trigger_rule: string;
  readonly lastSeen: string;
}

async function dependenciesOf(ask: Ask, job: Named, asOf: Date | undefined): Promise<readonly DependencyRow[]> {
  const values = new BoundValues();
  const waits = anyOf(["downstream_namespace", "downstream_name"], [job], values);
  const goes = anyOf(["upstream_namespace", "upstream_name"], [job], values);
  return ask<DependencyRow>(
    `SELECT toUInt8(${waits}) AS upstream, if(${waits}, upstream_namespace, downstream_namespace) AS namespace,
      if(${waits}, upstream_name, downstream_name) AS name, type, trigger_rule, ${timeText("last_seen")} AS lastSeen
    FROM ${relation("job_dependencies", asOf)}
    WHERE ${waits} OR ${goes}
    ORDER BY namespace, name, type, trigger_rule LIMIT ${most}`,
    values,
  );
}

function dependencyOf({ namespace, name, type, trigger_rule, lastSeen }: DependencyRow): z.infer<typeof dependency> {
  return { job: { namespace, name }, type: said(type), triggerRule: said(trigger_rule), lastSeen };
}
