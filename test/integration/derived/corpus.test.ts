import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ViewName } from "#store/derived/relation.ts";
import { corpusEvents, hasCorpus } from "#test/support/corpus.ts";
import { deliver } from "#test/support/event-log/deliver.ts";
import { differences, explain } from "#test/support/event-log/difference.ts";
import { comparable, expected, readViews } from "#test/support/event-log/read-views.ts";
import { reset } from "#test/support/event-log/reset.ts";
import { settleAll } from "#test/support/event-log/trial.ts";
import { object } from "#test/support/naive/json.ts";
import type { Row } from "#test/support/naive/row.ts";
import { told } from "#test/support/naive/told.ts";
import type { Delivery } from "#test/support/naive/told.ts";
import { naiveViews } from "#test/support/naive/views.ts";
import type { Views } from "#test/support/naive/views.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

/**
 * Real events: what is derived of them is counted once by SQL over the read views and once by going
 * through the JSON. The counts are in `docs/derived-corpus.md`; run on this file with `-u`, vitest writes it.
 */
const files = ["openlineage.ndjson", "dbt-build.ndjson"];

let db: TestStore;

beforeAll(async () => {
  db = await openTestStore();
});

afterAll(() => db.cleanup());

/** Rows of a view: as SQL's condition, and as the same said of a row. */
interface Fact {
  readonly what: string;
  readonly view: ViewName;
  readonly where: string;
  readonly is: (row: Row) => boolean;
}

const facts: readonly Fact[] = [
  ...["COMPLETE", "FAIL", "ABORT", "RUNNING"].map((state) => ({
    what: `runs that are ${state}`,
    view: "runs" as const,
    where: `state = '${state}'`,
    is: (row: Row) => row["state"] === state,
  })),
  fact(
    "runs of which no state is known",
    "runs",
    "state = '' AND NOT stub",
    (row) => row["state"] === "" && row["stub"] === false,
  ),
  fact("runs that are only named, as parent or root", "runs", "stub", ({ stub }) => stub === true),
  fact(
    "runs that ended without a START",
    "runs",
    "ended_at IS NOT NULL AND started_at IS NULL",
    (row) => row["ended_at"] !== null && row["started_at"] === null,
  ),
  fact("runs with an error message", "runs", "error != ''", ({ error }) => error !== ""),
  fact("jobs", "jobs", "1", () => true),
  fact("jobs below another", "jobs", "parent_name != ''", (row) => row["parent_name"] !== ""),
  fact("datasets", "datasets", "1", () => true),
  fact(
    "datasets that are shown under another name",
    "datasets",
    "(namespace, name) != (canonical_namespace, canonical_name)",
    (row) => row["namespace"] !== row["canonical_namespace"] || row["name"] !== row["canonical_name"],
  ),
  fact(
    "datasets that a COMPLETE run or a dataset event wrote",
    "datasets",
    "last_written_at IS NOT NULL",
    (row) => row["last_written_at"] !== null,
  ),
  fact("datasets read by runs", "run_datasets", "role = 'input'", ({ role }) => role === "input"),
  fact("datasets written by runs", "run_datasets", "role = 'output'", ({ role }) => role === "output"),
  fact("of both with a number of rows", "run_datasets", "rows IS NOT NULL", ({ rows }) => rows !== null),
  fact("schema versions", "schemas", "1", () => true),
  fact("of these not their dataset's first", "schemas", "version > 1", ({ version }) => version !== 1),
  fact("lineage edges", "lineage", "1", () => true),
  fact("column edges, direct", "column_lineage", "type = 'DIRECT'", ({ type }) => type === "DIRECT"),
  fact("column edges, indirect", "column_lineage", "type = 'INDIRECT'", ({ type }) => type === "INDIRECT"),
  fact("column edges of no said kind", "column_lineage", "type = ''", ({ type }) => type === ""),
  fact("checks that held", "quality", "success", ({ success }) => success === true),
  fact("checks that failed", "quality", "NOT success", ({ success }) => success === false),
  fact("measured numbers", "metrics", "1", () => true),
  fact("costs", "costs", "1", () => true),
  fact("job dependencies", "job_dependencies", "1", () => true),
  fact("facets of jobs", "facets", "entity = 'job'", ({ entity }) => entity === "job"),
  fact("facets of datasets", "facets", "entity = 'dataset'", ({ entity }) => entity === "dataset"),
];

describe.skipIf(!hasCorpus)("the corpus of real events", () => {
  const counted = new Map<string, readonly number[]>();

  describe.each(files)("%s", (file) => {
    const log = deliveriesOf(file);
    const naive = naiveViews(log);

    beforeAll(async () => {
      await reset(db.store);
      await deliver(db.store, log);
      await settleAll(db.store);
    });

    test("every view says what the naive model derives", async () => {
      const found = comparable(await readViews(db.store));
      expect(explain(differences(found, expected([naive])))).toBe("");
    });

    test("SQL counts what the naive path counts", async () => {
      const [events] = await db.rows<{ n: number }>("SELECT toUInt32(count()) AS n FROM tidemark.events FINAL");
      const bySql = await Promise.all(facts.map(countedBySql));
      const byHand = facts.map((one) => countedByHand(naive, one));
      expect([events?.n, ...bySql]).toEqual([told(log).length, ...byHand]);
      counted.set(file, [told(log).length, ...byHand]);
    });
  });

  test("docs/derived-corpus.md tells these counts", async () => {
    await expect(page(counted)).toMatchFileSnapshot("../../../docs/derived-corpus.md");
  });
});

function fact(what: string, view: ViewName, where: string, is: (row: Row) => boolean): Fact {
  return { what, view, where, is };
}

/** Line by line, one a second. */
function deliveriesOf(file: string): readonly Delivery[] {
  return corpusEvents()
    .filter(({ name }) => name.startsWith(`${file}:`))
    .map(({ text }, index) => ({
      event: object(JSON.parse(text)),
      receivedAt: Date.UTC(2026, 1, 1) * 1000 + index * 1e6,
    }));
}

async function countedBySql(one: Fact): Promise<number | undefined> {
  const [row] = await db.rows<{ n: number }>(query(one));
  return row?.n;
}

function countedByHand(views: Views, { view, is }: Fact): number {
  return (views.get(view) ?? []).filter(is).length;
}

function query({ view, where }: Fact): string {
  return `SELECT toUInt32(count()) AS n FROM tidemark.${view} WHERE ${where}`;
}

function page(counted: ReadonlyMap<string, readonly number[]>): string {
  const columns = [...counted.values()];
  const row = (what: string, sql: string, index: number): string =>
    `| ${what} | \`${sql}\` | ${columns.map((numbers) => numbers[index]).join(" | ")} |`;
  return [
    "# What is derived from real events",
    "",
    "Counted twice: by SQL over the read views, and by a naive path over the events' JSON that shares no code with the",
    "collector or the store. `test/integration/derived/corpus.test.ts` holds the two equal, row by row in every view, and writes",
    "this page (`npx vitest run test/integration/derived/corpus.test.ts -u`).",
    "",
    "`openlineage.ndjson`: real Spark jobs, and the examples of the specification, the clients and the docs.",
    "`dbt-build.ndjson`: one `dbt build`, as the dbt integration reports it.",
    "",
    `| what | rows of | ${files.map((file) => `\`${file}\``).join(" | ")} |`,
    `|---|---|${files.map(() => "--:|").join("")}`,
    row("events, each once", "events FINAL", 0),
    ...facts.map(({ what, view, where }, index) =>
      row(what, where === "1" ? view : `${view} WHERE ${where}`, index + 1),
    ),
    "",
  ].join("\n");
}
