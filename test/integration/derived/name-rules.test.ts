import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAsking } from "#query/ask.ts";
import { rebuild } from "#store/derived/rebuild.ts";
import { nameRules as table } from "#store/tables/name-rules.ts";
import { nameRules, renamedBy } from "#signals/expectations/names.ts";
import { createEvaluator } from "#signals/evaluator/evaluator.ts";
import { fixedExpectations } from "#signals/evaluator/expectation-source.ts";
import { createStoreSource } from "#signals/facts/store-source.ts";
import { recordNames } from "#signals/record/name-recorder.ts";
import { runEvent, runId } from "#test/support/events.ts";
import { deliver } from "#test/support/event-log/deliver.ts";
import { tell, toldFrom } from "#test/support/event-log/tell.ts";
import { settleAll } from "#test/support/event-log/trial.ts";
import { object } from "#test/support/naive/json.ts";
import { declared } from "#test/support/signals/judged.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

/** `names` of the configuration, through the engine: one dataset under several names, then and now. */

let db: TestStore;
beforeAll(async () => {
  db = await openTestStore();
});
afterAll(() => db.cleanup());

const minute = 60_000;
let run = 0;

function named([namespace, name]: readonly [string, string]) {
  return { namespace, name };
}

/** A run of a job that reads the one and writes the other. */
function ran(job: string, from: readonly [string, string], to: readonly [string, string]): object {
  run++;
  return {
    ...runEvent({ eventType: "COMPLETE", eventTime: "2026-01-31T07:00:00Z", run: { runId: runId(run) } }),
    job: { namespace: "jobs", name: job },
    inputs: [named(from)],
    outputs: [named(to)],
  };
}

/** What the file says, as a collector writes it down at a minute. */
async function configure(yaml: string, atMinute: number): Promise<void> {
  await recordNames(db.store, declared(yaml).names, toldFrom + atMinute * minute);
}

async function shown(suffix = ""): Promise<Record<string, string>> {
  const rows = await db.rows<{ readonly own: string; readonly canonical: string }>(
    `SELECT concat(namespace, ' ', name) AS own, concat(canonical_namespace, ' ', canonical_name) AS canonical
     FROM tidemark.datasets${suffix} ORDER BY own`,
  );
  return Object.fromEntries(rows.map(({ own, canonical }) => [own, canonical]));
}

async function edges(suffix = ""): Promise<readonly string[]> {
  const rows = await db.rows<{ readonly edge: string }>(
    `SELECT concat(source_namespace, ' ', source_name, ' > ', target_namespace, ' ', target_name, ' by ', job_name) AS edge
     FROM tidemark.lineage${suffix} ORDER BY job_name`,
  );
  return rows.map(({ edge }) => edge);
}

function asOf(atMinute: number): string {
  const time = new Date(toldFrom + atMinute * minute).toISOString().slice(0, -1);
  return `_as_of(at = '${time}')`;
}

const spark = ["postgres://db.internal:5432", "shop.public.orders"] as const;
const dbt = ["postgres://db:5432", "shop.public.orders"] as const;
const airflow = ["airflow", "public.orders"] as const;
const raw = ["s3a://lake", "raw/orders/dt=2026-01-31"] as const;
const mart = ["hive://metastore:9083", "MART.ORDERS"] as const;

const yaml = `
names:
  aliases:
    - { name: airflow/public.orders, is: "postgres://db:5432/shop.public.orders" }
  rewrites:
    - match: { namespace: "postgres://{db,db.internal}:*" }
      to: { namespace: "postgres://db:5432" }
    - match: { namespace: "s3{a,n,}://*", name: "**/dt=*" }
      to: { namespace: "s3://$1", name: "$2" }
    - match: { namespace: "hive://metastore:*" }
      to: { namespace: hive://metastore, case: lower }
`;

const pipeline = [ran("load", raw, spark), ran("model", dbt, mart), ran("export", airflow, ["file", "/tmp/orders"])];

describe("one table under the names of Spark, dbt and Airflow", () => {
  test("is one dataset in datasets and lineage, in what came before the rule too", async () => {
    await tell(db.store, pipeline);
    const before = await edges();
    await configure(yaml, 10);
    expect(await shown()).toEqual({
      "airflow public.orders": "postgres://db:5432 shop.public.orders",
      "file /tmp/orders": "file /tmp/orders",
      "hive://metastore:9083 MART.ORDERS": "hive://metastore mart.orders",
      "postgres://db.internal:5432 shop.public.orders": "postgres://db:5432 shop.public.orders",
      "postgres://db:5432 shop.public.orders": "postgres://db:5432 shop.public.orders",
      "s3a://lake raw/orders/dt=2026-01-31": "s3://lake raw/orders",
    });
    const joined = [
      "postgres://db:5432 shop.public.orders > file /tmp/orders by export",
      "s3://lake raw/orders > postgres://db:5432 shop.public.orders by load",
      "postgres://db:5432 shop.public.orders > hive://metastore mart.orders by model",
    ];
    expect(await edges()).toEqual(joined);
    // As of a moment before it was said, nobody knew; after it all is as it is now.
    expect(await edges(asOf(9))).toEqual(before);
    expect(await edges(asOf(11))).toEqual(joined);
    expect(await shown(asOf(11))).toEqual(await shown());
  });

  test("so is what comes later; a rule that is taken back leaves no trace, and is still known as of then", async () => {
    await tell(db.store, pipeline);
    await configure(yaml, 10);
    const later = ran("load", ["s3n://lake", "raw/orders/dt=2026-02-01"], spark);
    await deliver(db.store, [{ event: object(later), receivedAt: (toldFrom + 20 * minute) * 1000 }]);
    await settleAll(db.store);
    expect(await edges()).toHaveLength(3);
    const joined = await edges();
    await rebuild(db.store);
    expect(await edges()).toEqual(joined);
    await configure("", 30);
    expect(Object.entries(await shown()).every(([own, canonical]) => own === canonical)).toBe(true);
    expect(await edges()).toHaveLength(4);
    expect(await edges(asOf(25))).toEqual(joined);
  });

  test("it is written down when it has changed, and then only", async () => {
    await tell(db.store, pipeline);
    for (const atMinute of [10, 11, 12]) await configure(yaml, atMinute);
    await configure("", 13);
    await configure("", 14);
    expect(await db.rows(`SELECT toUInt32(count()) AS n FROM ${table.name}`)).toEqual([{ n: 2 }]);
  });

  test("whoever judges sees one dataset from the next round on, and several again when the rule is gone", async () => {
    await tell(db.store, pipeline);
    const evaluator = createEvaluator({
      source: createStoreSource(createAsking(db.store)(new AbortController().signal)),
      expectations: fixedExpectations(declared("")),
    });
    const judged = async (atMinute: number): Promise<readonly string[]> => {
      const { changed } = await evaluator.evaluate(toldFrom + atMinute * minute);
      const subjects = changed.filter(({ signal }) => signal === "freshness").map(({ subject }) => subject.name);
      return subjects.toSorted();
    };
    expect(await judged(5)).toEqual(["/tmp/orders", "MART.ORDERS", "shop.public.orders"]);
    await configure(yaml, 10);
    expect(await judged(11)).toContain("mart.orders");
    await configure("", 12);
    expect(await judged(13)).toContain("MART.ORDERS");
  });
});

test("an alias goes before rules, a rule before what producers call a table, and the first rule counts", async () => {
  await tell(db.store, [ran("a", ["x", "one"], ["x", "two"])]);
  await configure(
    `
names:
  aliases:
    - { name: { namespace: x, name: one }, is: x/first }
    - { name: x/first, is: x/last }
  rewrites:
    - { match: { name: "t*" }, to: { name: "z$1" } }
    - { match: { namespace: x }, to: { name: never } }
`,
    10,
  );
  expect(await edges()).toEqual(["x last > x zwo by a"]);
});

test("the engine renames as `tidemark check` says it does", async () => {
  const rewrites = [
    [`{ namespace: "a.b*", name: "**" }`, `{ namespace: "$1|\\\\x$$", name: "$2" }`],
    [`{ namespace: "s{3,3a}://*", name: "*/**/dt=*" }`, `{ namespace: "s3://$1", name: "$2.$3.$4" }`],
    [`{ name: "??_\\\\*(+)[é]*" }`, `{ name: "$1$2$3" }`],
    [`{ name: "**a*b**" }`, `{ name: "<$1|$2|$3>", case: upper }`],
    [`{ namespace: "u" }`, `{ case: lower }`],
  ].map(([match, to]) => `    - { match: ${match}, to: ${to} }`);
  const names = declared(`names:\n  rewrites:\n${rewrites.join("\n")}\n`).names;
  const parts = [
    "a",
    "b",
    "/",
    "a.b",
    "é",
    "_",
    "*(+)[é]",
    "𝕏",
    "\n",
    "\\",
    "$1",
    "dt=",
    "s3://",
    "s3a://",
    "u",
    "Z",
    "x",
  ];
  const random = lcg(7);
  const text = () => Array.from({ length: 1 + random(6) }, () => parts[random(parts.length)]).join("");
  const cases = Array.from({ length: 3000 }, () => ({ namespace: text(), name: text() }));
  const datasets = cases.slice(0, 500);
  await tell(db.store, [
    { ...runEvent({ eventType: "COMPLETE" }), inputs: [], outputs: datasets.slice(0, 1) },
    ...chunks(
      [...datasets, { namespace: "s3a://u", name: "a/b/x/dt=1/dt=2" }, { namespace: "u", name: "ÄZa" }],
      100,
    ).map((outputs, index) => ({ ...runEvent({ run: { runId: runId(index + 2) } }), inputs: [], outputs })),
  ]);
  await recordNames(db.store, names, toldFrom);
  const rows = await db.rows<Record<"namespace" | "name" | "canonical_namespace" | "canonical_name", string>>(
    "SELECT namespace, name, canonical_namespace, canonical_name FROM tidemark.datasets",
  );
  let renamed = 0;
  for (const row of rows) {
    const to = renamedBy(names, row)?.to ?? row;
    if (to !== row) renamed++;
    expect({ own: row, to: { namespace: row.canonical_namespace, name: row.canonical_name } }).toEqual({
      own: row,
      to: { namespace: to.namespace, name: to.name },
    });
  }
  expect(renamed).toBeGreaterThan(100);
  expect(nameRules(names).rewrites).toHaveLength(6);
  const then = await db.rows(
    `SELECT namespace, name, canonical_namespace, canonical_name FROM tidemark.datasets${asOf(10_000)} ORDER BY ALL`,
  );
  const now = await db.rows(
    "SELECT namespace, name, canonical_namespace, canonical_name FROM tidemark.datasets ORDER BY ALL",
  );
  expect(then).toEqual(now);
});

/** Numbers below a bound that look like chance, the same each time. */
function lcg(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
