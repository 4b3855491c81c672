import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projections } from "#store/derived/projections/projections.ts";
import { openReopeningStore } from "#test/support/event-log/reopening-store.ts";
import type { ReopeningStore } from "#test/support/event-log/reopening-store.ts";
import { logOf, Trial } from "#test/support/event-log/trial.ts";

/**
 * The property can fail: a projection that keeps what came last, where it should keep the least or the
 * greatest, is found out. Some of them are tried here; all with `TIDEMARK_TEST_MUTANTS=all`.
 */
const some = new Set(["runs.outcome", "facets.current"]);

/** All rows of a key have the same value. */
const invisible = new Set(["schemas.fields"]);

const mutants = projections
  .flatMap(({ name, states }) => Object.entries(states).map(([state, { merge }]) => ({ name, state, merge })))
  .filter(({ name, state }) => !invisible.has(`${name}.${state}`))
  .filter(({ name, state }) => process.env["TIDEMARK_TEST_MUTANTS"] === "all" || some.has(`${name}.${state}`));

const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

let db: ReopeningStore;

beforeAll(async () => {
  db = await openReopeningStore();
});

afterAll(() => db.cleanup());

describe("what comes last wins", () => {
  test.each(mutants)("in $name: $state", { timeout: 120_000 }, async ({ name, state, merge }) => {
    const before = await statements(name);
    const sound = `\`${state}\` SimpleAggregateFunction(${merge},`;
    const after = before.map((sql) => sql.replace(sound, `\`${state}\` SimpleAggregateFunction(anyLast,`));
    expect(after).not.toEqual(before);
    await replace(name, after);
    try {
      const trial = new Trial(db, new Map(seeds.map((seed) => [seed, logOf(seed)])));
      const found = await trial.judge(
        "in another order, in other batches, with duplicates and restarts it is the same",
      );
      expect(found.map(({ view }) => view)).not.toEqual([]);
    } finally {
      await replace(name, before);
    }
  });
});

/** What makes the projection's table, and then what feeds it and is fed by it. */
async function statements(name: string): Promise<readonly string[]> {
  const result = await db.store.client.query({
    query: `SELECT create_table_query AS sql FROM system.tables
      WHERE database = 'tidemark_derived' AND startsWith(name, {table:String}) ORDER BY name`,
    query_params: { table: `${name}_1` },
    format: "JSONEachRow",
  });
  const rows = await result.json<{ readonly sql: string }>();
  return rows.map(({ sql }) => sql);
}

async function replace(name: string, sql: readonly string[]): Promise<void> {
  for (const view of ["feed", "touched"]) {
    await db.store.client.command({ query: `DROP VIEW IF EXISTS tidemark_derived.${name}_1_${view} SYNC` });
  }
  await db.store.client.command({ query: `DROP TABLE tidemark_derived.${name}_1 SYNC` });
  for (const query of sql) await db.store.client.command({ query });
}
