import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startQuestions } from "#test/support/questions.ts";
import type { Questions } from "#test/support/questions.ts";
import { askClickHouse, kindOf } from "#test/support/grafana/ask.ts";
import type { Answer } from "#test/support/grafana/ask.ts";
import { columnProperty, generatedDashboards } from "#test/support/grafana/dashboard.ts";
import type { GrafanaPanel, GrafanaTarget } from "#test/support/grafana/dashboard.ts";
import { expandMacros } from "#test/support/grafana/macros.ts";
import type { AskedRange } from "#test/support/grafana/macros.ts";
import { interpolate } from "#test/support/grafana/variables.ts";
import type { Values } from "#test/support/grafana/variables.ts";
import { storeJudged } from "#test/support/grafana/verdict-rows.ts";
import { companyEvents, failedRun, loadJob, pipelineRun, until, warehouse } from "./company.ts";
import { openIncident } from "./incidents.ts";
import { companyJudged } from "./judged.ts";

const dashboards = generatedDashboards();
const days = (count: number): AskedRange => ({
  from: new Date(until.getTime() - count * 86_400_000),
  to: until,
  intervalSeconds: 3600,
});

/** As Grafana opens the pages about the orders. */
const chosen: Values = {
  in_namespace: "*",
  in_owner: "*",
  currency: "*",
  job_namespace: "airflow",
  job: loadJob,
  run: failedRun,
  namespace: warehouse,
  dataset: "shop.public.orders",
  hops: "3",
  incident: openIncident,
};

/** A name that would break, or change, a query into which it got as it is. */
const hostile = `\\' OR 1=1 --'") $__timeFilter(x)`;

let questions: Questions;
const dataDirectory = mkdtempSync(join(tmpdir(), "tidemark-dashboards-"));
beforeAll(async () => {
  await storeJudged(dataDirectory, companyJudged);
  questions = await startQuestions(dataDirectory);
  await questions.send(companyEvents);
  // Refused, so that there are dead letters.
  for (const body of ["{", '{"eventType": "START"}']) {
    await fetch(`${questions.collector.url}/api/v1/lineage`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", "tidemark-received-at": "2026-04-10T11:30:00Z" },
    });
  }
  // Names that symlinks give are resolved a little later, and what is refused is written a little later.
  await vi.waitFor(
    async () => {
      const { rows } = await ask(`SELECT (SELECT count() FROM tidemark.datasets WHERE canonical_name != name),
        (SELECT count() FROM tidemark.dead_letters)`);
      expect(rows).toEqual([[1, 2]]);
    },
    { timeout: 60_000, interval: 500 },
  );
});
afterAll(async () => {
  await questions.collector.close();
  rmSync(dataDirectory, { recursive: true, force: true });
});

async function ask(sql: string): Promise<Answer> {
  return askClickHouse(questions.collector.clickhouseUrl, sql);
}

async function askTarget({ rawSql }: Pick<GrafanaTarget, "rawSql">, values = chosen, range = days(7)): Promise<Answer> {
  // In Grafana's order: variables in the browser, macros on the server.
  return ask(expandMacros(interpolate(rawSql, values), range));
}

const targets = [...dashboards].flatMap(([file, { panels }]) =>
  panels.flatMap((panel) =>
    panel.targets.map((target) => ({ of: `${file}: ${panel.title} ${target.refId}`, panel, target })),
  ),
);

/** Panels that show nothing of this company, each for a reason. */
const empty = new Set(["dataset.json: Metrics A"]);

/** Panels about what a load has not: runs below it. */
const ofPipeline = new Set(["run.json: Child runs in time A", "run.json: Child runs A"]);

/** What is refused before it is read is received when it came, not when it says. */
const receivedNow = new Set(["collector.json: Dead letters A"]);

/** Pages about one thing; a name that nothing has leaves their tables empty. */
const ofOneThing = new Set(["job.json", "run.json", "dataset.json", "lineage.json"]);
const drawnByRows = new Set(["table", "timeseries", "state-timeline", "nodeGraph"]);

describe("every panel's query", () => {
  test.each(targets)("$of", async ({ of, panel, target }) => {
    const values = ofPipeline.has(of) ? { ...chosen, job: "shop", run: pipelineRun } : chosen;
    const range = receivedNow.has(of) ? { ...days(1), to: new Date(Date.now() + 60_000) } : days(7);
    const answer = await askTarget(target, values, { ...range, intervalSeconds: leastInterval(panel) });
    expectShape(panel, target, answer);
    if (empty.has(of)) expect(answer.rows).toEqual([]);
    else expect(answer.rows.length).toBeGreaterThan(0);
  });

  test.each(targets)("$of, of nothing", async ({ of, panel, target }) => {
    const nobody = Object.fromEntries(Object.keys(chosen).map((name) => [name, name === "hops" ? "3" : hostile]));
    const oneThing = ofOneThing.has(of.slice(0, of.indexOf(":")));
    const longAgo = {
      from: new Date("2020-01-01T00:00:00Z"),
      to: new Date("2020-01-02T00:00:00Z"),
      intervalSeconds: 60,
    };
    const answer = await askTarget(target, nobody, oneThing ? days(7) : longAgo);
    expectShape(panel, target, answer);
    if (oneThing && drawnByRows.has(panel.type)) expect(answer.rows).toEqual([]);
  });
});

function leastInterval({ interval }: GrafanaPanel): number {
  return interval === "1h" ? 3600 : 900;
}

/** Throws when the panel could not draw the answer. */
function expectShape(panel: GrafanaPanel, target: GrafanaTarget, answer: Answer): void {
  const columns = answer.columns.map(({ name, type }) => ({ name, type, ...kindOf(type) }));
  // Arrays, maps and tuples are not for a panel.
  expect(columns.filter(({ kind }) => kind === "other")).toEqual([]);
  if (target.format === 0) expectSeries(panel, columns, answer);
  if (panel.type === "stat") {
    expect(columns).toHaveLength(1);
    expect(answer.rows.length).toBeLessThanOrEqual(1);
  }
  if (panel.type === "state-timeline" && target.format === 1) {
    expect(columns.map(({ kind }) => kind)).toEqual(["time", "text"]);
    expectRising(answer);
  }
  if (panel.type === "table") expectNamed(panel, columns);
  if (panel.type === "nodeGraph") expectGraphColumns(target, columns);
}

interface Judged {
  readonly name: string;
  readonly kind: string;
  readonly nullable: boolean;
}

/** The data source makes columns by label of it: it wants times in order, none of them missing. */
function expectSeries(panel: GrafanaPanel, columns: readonly Judged[], answer: Answer): void {
  const [time, ...others] = columns;
  expect(time).toMatchObject({ name: "time", kind: "time", nullable: false });
  const labelled = panel.fieldConfig?.defaults.displayName === "${__field.labels.series}";
  expect(others.filter(({ kind }) => kind === "text").map(({ name }) => name)).toEqual(labelled ? ["series"] : []);
  const numbers = others.filter(({ kind }) => kind === "number");
  expect(numbers).toHaveLength(others.length - (labelled ? 1 : 0));
  // A label names one line; several numbers each would not be told apart.
  if (labelled) expect(numbers).toHaveLength(1);
  else expect(named(panel)).toEqual(expect.arrayContaining(numbers.map(({ name }) => name)));
  expectRising(answer);
}

function expectRising({ rows }: Answer): void {
  const times = rows.map(([time]) => String(time));
  expect(times).toEqual(times.toSorted());
}

/** https://grafana.com/docs/grafana/latest/panels-visualizations/visualizations/node-graph/#data-api */
function expectGraphColumns({ refId }: GrafanaTarget, columns: readonly Judged[]): void {
  const kinds = Object.fromEntries(columns.map(({ name, kind }) => [name, kind]));
  if (refId === "edges") expect(kinds).toMatchObject({ id: "text", source: "text", target: "text", mainstat: "text" });
  else expect(kinds).toMatchObject({ id: "text", title: "text", subtitle: "text", mainstat: "text" });
  const optional = /^(id|source|target|title|subtitle|mainstat|secondarystat|arc__\w+|detail__\w+)$/;
  expect(Object.keys(kinds).filter((name) => !optional.test(name))).toEqual([]);
}

/** Every column of a table has its heading, and every heading its column; a number says what it counts. */
function expectNamed(panel: GrafanaPanel, columns: readonly Judged[]): void {
  expect(named(panel).toSorted()).toEqual(columns.map(({ name }) => name).toSorted());
  const numbers = columns.filter(({ kind }) => kind === "number").map(({ name }) => name);
  expect(numbers.filter((name) => columnProperty(panel, name, "unit") === undefined)).toEqual([]);
}

function named({ fieldConfig }: GrafanaPanel): readonly string[] {
  return (fieldConfig?.overrides ?? [])
    .filter(({ matcher }) => matcher.id === "byName")
    .map(({ matcher }) => String(matcher.options));
}

describe("every variable", () => {
  const variables = [...dashboards].flatMap(([file, { templating }]) =>
    templating.list
      .filter(({ type }) => type === "query")
      .map((variable) => ({ of: `${file}: ${variable.name}`, variable })),
  );

  test.each(variables)("$of is a list of texts that holds what is chosen", async ({ variable }) => {
    // Without a range: it is asked before there is one.
    const { columns, rows } = await ask(interpolate(variable.query, chosen));
    expect(columns.map(({ type }) => kindOf(type).kind)).toEqual(["text"]);
    const values = rows.flat();
    expect(new Set(values).size).toBe(values.length);
    if (variable.includeAll !== true) expect(values).toContain(chosen[variable.name]);
  });
});

describe("every annotation", () => {
  const annotations = [...dashboards].flatMap(
    ([
      file,
      {
        annotations: { list },
      },
    ]) => list.map((annotation) => ({ of: `${file}: ${annotation.name}`, annotation })),
  );

  const lasting = [`${loadJob} fails`, `incident ${openIncident}, error, open`, "incident"];
  const over = ["orders: order_id is not unique", "incident bbbbbbbbbbbb, warning, resolved", "incident"];
  const marks: Readonly<Record<string, readonly (readonly string[])[]>> = {
    "dataset.json: Schema changes": [["Schema version 2", `3 fields, first seen from ${loadJob}`, "schema"]],
    "dataset.json: Incidents": [over, lasting],
    "job.json: Incidents": [lasting],
  };

  test.each(annotations)("$of has a time, a title, a text and tags", async ({ of, annotation }) => {
    const { columns, rows } = await askTarget(annotation.target);
    expect(columns.map(({ name, type }) => [name, kindOf(type).kind])).toEqual([
      ["time", "time"],
      ["title", "text"],
      ["text", "text"],
      ["tags", "text"],
    ]);
    expect(rows.map(([, ...texts]) => texts)).toEqual(marks[of]);
  });
});

describe("the node graph", () => {
  const targetsOf =
    (dashboards.get("lineage.json")?.panels ?? []).find(({ type }) => type === "nodeGraph")?.targets ?? [];
  const graph = async (values: Values) => {
    const answers = await Promise.all(targetsOf.map(async (target) => objects(await askTarget(target, values))));
    const [nodes = [], edges = []] = answers;
    return { nodes, edges };
  };

  test.each(["1", "2", "3", "6"])(
    "has both ends of each edge, and rings that are whole, within %s hops",
    async (hops) => {
      const { nodes, edges } = await graph({ ...chosen, hops });
      const ids = nodes.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(edges.length).toBeGreaterThan(0);
      expect(edges.filter(({ source, target }) => !ids.includes(source) || !ids.includes(target))).toEqual([]);
      for (const node of nodes) {
        const arcs = Object.entries(node).filter(([name]) => name.startsWith("arc__"));
        expect(arcs.reduce((sum, [, share]) => sum + Number(share), 0)).toBeCloseTo(1);
      }
    },
  );

  test("shows what is around, how far, and how it is", async () => {
    const { nodes } = await graph({ ...chosen, hops: "1" });
    const shown = nodes.map(({ title, secondarystat, arc__failed, arc__breach, arc__risk }) => ({
      title,
      secondarystat,
      ring: [arc__failed, arc__breach, arc__risk],
    }));
    expect(shown).toEqual([
      // Its last run failed, three signals are in breach, one is well.
      { title: "shop.public.orders", secondarystat: "this one", ring: [0.2, 0.6, 0] },
      expect.objectContaining({ secondarystat: "1 up", ring: [0, 0, 0] }),
      { title: "report_view", secondarystat: "1 down", ring: [0, 0, 1] },
    ]);
  });

  test("is drawn around a dataset's other name too", async () => {
    const around = await graph({ ...chosen, hops: "1", dataset: "shop.mart.report" });
    expect(await graph({ ...chosen, hops: "1", namespace: "hive://meta", dataset: "report_view" })).toEqual(around);
  });
});

function objects({ columns, rows }: Answer): readonly Readonly<Record<string, unknown>>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])));
}

async function value(file: string, title: string, values = chosen): Promise<unknown> {
  const panel = dashboards.get(file)?.panels.find((each) => each.title === title);
  const [target] = panel?.targets ?? [];
  if (target === undefined) throw new Error(`no panel ${title}`);
  return (await askTarget(target, values)).rows[0]?.[0];
}

describe("the numbers", () => {
  test("of the overview are those of the company", async () => {
    expect(await value("overview.json", "Failing jobs")).toBe(1);
    expect(await value("overview.json", "Open dead letters")).toBe(2);
    // The loads that failed at 9, 10 and 11.
    expect(await value("overview.json", "Failing now")).toBe("airflow");
    expect(await value("overview.json", "Late datasets")).toBe(1);
  });

  test("of deadlines and budgets are those that signals say", async () => {
    expect(await value("sla.json", "Late now")).toBe(2);
    expect(await value("sla.json", "At risk")).toBe(1);
    expect(await value("sla.json", "On time now")).toBeCloseTo(1 / 3);
    // The orders on the 8th and today, and the load today.
    expect(await value("sla.json", "Missed")).toBe(3);
    expect(await value("sla.json", "Time late")).toBe((4 + 6 + 3) * 3600);
    // 2 % were missed where 1 % may be.
    expect(await value("sla.json", "Least budget left")).toBeCloseTo(-1);
    expect(await value("overview.json", "Objectives kept")).toBe(0.5);
    expect(await value("dataset.json", "Freshness")).toBe("breach");
  });

  test("of incidents are those that were opened and told", async () => {
    expect(await value("incidents.json", "Open")).toBe(1);
    expect(await value("incidents.json", "Nobody has it")).toBe(1);
    expect(await value("incidents.json", "Opened")).toBe(2);
    expect(await value("incidents.json", "Breaches an incident")).toBe(1.5);
    // Six minutes each.
    expect(await value("incidents.json", "Time to tell")).toBe(360);
    expect(await value("incidents.json", "Time to resolve")).toBe(2 * 3600);
    expect(await value("incidents.json", "Held back")).toBe(1);
    expect(await value("incidents.json", "Not delivered")).toBe(1);
    expect(await value("overview.json", "Open incidents")).toBe(openIncident);
  });

  test("of cost are those that runs told, shared as the panels say", async () => {
    // Attempts go 1, 2, 3; the load of the last day's orders is read by no later report.
    expect(await value("cost.json", "Spent on doing it again")).toBeGreaterThan(0.6);
    expect(await value("cost.json", "Spent on what nobody read")).toBeGreaterThan(0);
    expect(await value("cost.json", "Spent on what nobody read")).toBeLessThan(0.5);
    expect(await value("cost.json", "Owner")).toBe("nobody");
    expect(await value("cost.json", "Tag")).toBe("none");
  });

  test("of one owner are its own", async () => {
    expect(await value("sla.json", "Late now", { ...chosen, in_owner: "team:sales" })).toBe(1);
    expect(await value("sla.json", "Missed", { ...chosen, in_owner: "team:sales" })).toBe(2);
    expect(await value("sla.json", "Missed", { ...chosen, in_owner: "nobody's" })).toBe(0);
  });

  test("of a dataset are the same under its other name", async () => {
    const view = { ...chosen, namespace: "hive://meta", dataset: "report_view" };
    const table = { ...chosen, dataset: "shop.mart.report" };
    // Written at 6:10 each day.
    expect(await value("dataset.json", "Last written", table)).toBe(5 * 3600 + 50 * 60);
    expect(await value("dataset.json", "Last written", view)).toBe(5 * 3600 + 50 * 60);
    expect(await value("dataset.json", "Usual gap", table)).toBe(86_400);
    expect(await value("dataset.json", "Owner")).toBe("team:sales");
    expect(await value("dataset.json", "Schema versions")).toBe(2);
  });
});
