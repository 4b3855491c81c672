import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RowEncoder, flatColumns } from "#store/columns.ts";
import { dumpSchema } from "#store/migrations/dump-schema.ts";
import { migrateDown, migrateUp } from "#store/migrations/migrate.ts";
import { checksum } from "#store/migrations/migration.ts";
import type { Migration } from "#store/migrations/migration.ts";
import { migrations } from "#store/migrations/migrations.ts";
import { recordedViews } from "#store/recorded-views.ts";
import { deadLetters } from "#store/tables/dead-letters.ts";
import { events } from "#store/tables/events.ts";
import { incidentLog } from "#store/tables/incident-log.ts";
import { inferredLineage } from "#store/tables/inferred-lineage.ts";
import { nameRules } from "#store/tables/name-rules.ts";
import { retentionLog } from "#store/tables/retention-log.ts";
import { ruleHeartbeats } from "#store/tables/rule-heartbeats.ts";
import { verdicts } from "#store/tables/verdicts.ts";
import { datasetOf, eventRow } from "#test/support/event-row.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
beforeEach(async () => {
  await migrateUp(opened.store);
});
afterAll(async () => {
  await opened.cleanup();
});

const names = (steps: readonly Migration[]): readonly string[] => steps.map(({ name }) => name);
const count = (table: string): Promise<readonly { n: number }[]> =>
  opened.rows(`SELECT toUInt32(count()) AS n FROM ${table}`);

describe("the schema", () => {
  test("is the one in store/schema.sql (npm run schema writes it)", async () => {
    expect(await dumpSchema(opened.store)).toBe(
      readFileSync(new URL("../../../store/schema.sql", import.meta.url), "utf8"),
    );
  });

  test.each([events, deadLetters, retentionLog, verdicts, ruleHeartbeats, incidentLog, inferredLineage, nameRules])(
    "of $name is what its list of columns says",
    async (table) => {
      const found = await opened.rows(
        "SELECT name, type, compression_codec AS codec FROM system.columns WHERE concat(database, '.', table) = {table:String} AND default_kind = '' ORDER BY position",
        { table: table.name },
      );
      expect(found).toEqual(
        flatColumns(table.columns).map(({ name, type, codec }) => ({
          name,
          type,
          codec: `CODEC(${codec})`,
        })),
      );
    },
  );

  test.each(recordedViews)("of the view $name is what is documented", async ({ name, columns }) => {
    const found = await opened.rows<{ readonly name: string; readonly type: string }>(`DESCRIBE tidemark.${name}`);
    expect(found.map((each) => [each.name, each.type])).toEqual(
      Object.entries(columns).map(([column, [type]]) => [column, type]),
    );
  });

  test("steps are numbered from one without gaps", () => {
    expect(migrations.map(({ id }) => id)).toEqual(migrations.map((_, index) => index + 1));
  });
});

describe("up and down", () => {
  test("a second time there is nothing to do", async () => {
    expect(await migrateUp(opened.store)).toEqual([]);
  });

  test("down to a step and up again keeps what that step holds", async () => {
    const encoder = new RowEncoder(events);
    encoder.add(eventRow());
    await opened.store.insert(encoder);
    expect(names(await migrateDown(opened.store, 1))).toEqual(names(migrations.slice(1).toReversed()));
    expect(await count("tidemark.events")).toEqual([{ n: 1 }]);
    expect(names(await migrateUp(opened.store))).toEqual(names(migrations.slice(1)));
    await opened.store.insert(encoder);
    expect(await opened.rows("SELECT toUInt32(sum(rows)) AS n FROM tidemark.deliveries")).toEqual([{ n: 1 }]);
  });

  test("events of the previous version are there with the defaults, also when merged with new ones", async () => {
    await migrateDown(opened.store, 3);
    await opened.store.engine.run("TRUNCATE TABLE tidemark.events");
    await opened.store.engine.run(
      `INSERT INTO tidemark.events (event_id, event_time, received_at, datasets.role, datasets.namespace, datasets.name,
         datasets.rows, datasets.bytes, datasets.files, datasets.version, datasets.lifecycle, payload)
       VALUES ('old', 1, 1, ['input', 'output'], ['s3', 'pg'], ['a', 'b'], [1, 2], [3, 4], [5, 6], ['', ''], ['', ''], '{}')`,
    );
    await migrateUp(opened.store);
    const encoder = new RowEncoder(events);
    encoder.add(eventRow({ event_id: "new", datasets: [datasetOf({ partition: "dt=1", previous_name: "c" })] }));
    await opened.store.insert(encoder);
    const read = () =>
      opened.rows(
        `SELECT event_id, attempt, query_id, datasets.partition AS partition, datasets.previous_name AS previous,
           length(facets.value) AS facets FROM tidemark.events FINAL ORDER BY event_id DESC`,
      );
    const expected = [
      { event_id: "old", attempt: null, query_id: "", partition: ["", ""], previous: ["", ""], facets: 0 },
      { event_id: "new", attempt: null, query_id: "", partition: ["dt=1"], previous: ["c"], facets: 0 },
    ];
    expect(await read()).toEqual(expected);
    expect(await opened.rows("SELECT datasets.partition AS p FROM tidemark.events WHERE event_id = 'old'")).toEqual([
      { p: ["", ""] },
    ]);
    await opened.store.engine.run("OPTIMIZE TABLE tidemark.events FINAL");
    expect(await read()).toEqual(expected);
  });

  test("all the way down leaves the list of steps only", async () => {
    await migrateDown(opened.store, 0);
    expect(await opened.rows("SHOW TABLES FROM tidemark")).toEqual([{ name: "migrations" }]);
    expect(names(await migrateUp(opened.store))).toEqual(names(migrations));
    expect(await count("tidemark.events")).toEqual([{ n: 0 }]);
  });

  test("a start that was killed between two statements of a step is finished by the next", async () => {
    const half: Migration = {
      id: migrations.length + 1,
      name: "half",
      up: [
        "CREATE TABLE IF NOT EXISTS tidemark.half (a UInt8) ENGINE = MergeTree ORDER BY a",
        "SELECT throwIf(1, 'killed')",
      ],
      down: ["DROP TABLE IF EXISTS tidemark.half"],
    };
    await expect(migrateUp(opened.store, [...migrations, half])).rejects.toThrow("killed");
    const whole = { ...half, up: half.up.slice(0, 1) };
    expect(names(await migrateUp(opened.store, [...migrations, whole]))).toEqual(["half"]);
    await migrateDown(opened.store, migrations.length, [...migrations, whole]);
  });
});

describe("what is refused", () => {
  test("a step that was edited after it had run", async () => {
    const edited = migrations.map((step) => (step.id === 2 ? { ...step, up: [...step.up, "SELECT 1"] } : step));
    await expect(migrateUp(opened.store, edited)).rejects.toThrow(
      "Migration 2 (dead-letters) was edited after it had run",
    );
    await expect(migrateDown(opened.store, 0, edited)).rejects.toThrow("was edited");
  });

  test("other spacing is no edit", () => {
    const [first] = migrations;
    if (first === undefined) throw new Error("there is no migration");
    expect(checksum({ ...first, up: first.up.map((sql) => ` ${sql.replaceAll("\n", "\n  ")}`) })).toBe(checksum(first));
  });

  test("a store that a newer version has used", async () => {
    await expect(migrateUp(opened.store, migrations.slice(0, 2))).rejects.toThrow(
      "The store has migration 3 (deliveries), which this version of Tidemark does not know; it knows up to 2",
    );
  });
});
