import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRedactor } from "#agent/contract/redact.ts";
import { replay } from "#collector/replay.ts";
import { RowEncoder } from "#store/columns.ts";
import { undoReplay } from "#store/replay/replayed-events.ts";
import { events } from "#store/tables/events.ts";
import { rowOf, testPipeline } from "#test/support/pipeline.ts";
import { runEvent } from "#test/support/gateway.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(async () => {
  await opened.cleanup();
});

const plain = testPipeline({ redactor: (event) => event });
const redacting = testPipeline({ redactor: createRedactor({ keys: ["salary"] }) });

const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));
const all = { from: day(1), to: day(31) };
const quiet = { onProgress: () => undefined, signal: new AbortController().signal };

/** Two events a day of January, with owners, and with a number that a later version redacts. */
beforeEach(async () => {
  await opened.store.engine.run("TRUNCATE TABLE tidemark.events");
  const encoder = new RowEncoder(events);
  for (let index = 0; index < 20; index++) {
    const event = runEvent({
      eventTime: new Date(day(1 + Math.floor(index / 2)).getTime() + index).toISOString(),
      job: {
        namespace: "test",
        name: "job",
        facets: { ownership: { owners: [{ name: "team" }] }, custom: { salary: index } },
      },
    });
    encoder.add(rowOf(event, { receivedAt: day(1 + Math.floor(index / 2)).getTime() * 1000 + index }, plain));
  }
  await opened.store.insert(encoder);
});

const read = () => opened.rows("SELECT * EXCEPT (violations) FROM tidemark.events FINAL ORDER BY event_time, event_id");
/** As an older version, which did not know the column, has left them. */
const forgetFacets = () =>
  opened.store.engine.run(
    "ALTER TABLE tidemark.events UPDATE `facets.entity` = [], `facets.namespace` = [], `facets.name` = [], `facets.facet` = [], `facets.value` = [], `facets.deleted` = [] WHERE 1 SETTINGS mutations_sync = 1",
  );

describe("replay", () => {
  test("changes nothing where the events are understood as before", async () => {
    const before = await read();
    expect(await replay(opened.store, plain, { span: all, dryRun: false, ...quiet })).toEqual({
      read: 20,
      changed: 0,
      renamed: 0,
      refused: {},
    });
    expect(await read()).toEqual(before);
  });

  test("fills the columns that an older version did not know, in the span that was asked for", async () => {
    const before = await read();
    await forgetFacets();
    const forgotten = await read();
    const span = { from: day(1), to: day(3) };
    expect(await replay(opened.store, plain, { span, dryRun: true, ...quiet })).toMatchObject({ read: 4, changed: 4 });
    expect(await read()).toEqual(forgotten);
    expect(await replay(opened.store, plain, { span, dryRun: false, ...quiet })).toMatchObject({ read: 4, changed: 4 });
    expect(await read()).toEqual([...before.slice(0, 4), ...forgotten.slice(4)]);
    await replay(opened.store, plain, { span: all, dryRun: false, ...quiet });
    expect(await read()).toEqual(before);
  });

  test("replaces an event that is redacted otherwise now; nothing of it stays but for the way back", async () => {
    const before = await read();
    expect(await replay(opened.store, redacting, { span: all, dryRun: false, ...quiet })).toMatchObject({
      changed: 20,
      renamed: 20,
    });
    expect(
      await opened.rows(
        "SELECT toUInt32(count()) AS n, toUInt32(countIf(payload LIKE '%\"salary\":1%')) AS bare FROM tidemark.events FINAL",
      ),
    ).toEqual([{ n: 20, bare: 0 }]);
    expect(await undoReplay(opened.store)).toBe(true);
    expect(await read()).toEqual(before);
    expect(await undoReplay(opened.store)).toBe(false);
  });

  test("leaves what it cannot read any more as it is, and says why", async () => {
    const before = await read();
    const narrow = testPipeline({ maxEventBytes: 10 });
    expect(await replay(opened.store, narrow, { span: all, dryRun: false, ...quiet })).toMatchObject({
      changed: 0,
      refused: { too_large: 20 },
    });
    expect(await read()).toEqual(before);
  });

  test("what arrives after it stays when it is undone", async () => {
    await forgetFacets();
    await replay(opened.store, plain, { span: { from: day(1), to: day(3) }, dryRun: false, ...quiet });
    const encoder = new RowEncoder(events);
    encoder.add(rowOf(runEvent({ eventType: "OTHER" }), { receivedAt: day(20).getTime() * 1000 }, plain));
    await opened.store.insert(encoder);
    await undoReplay(opened.store);
    expect(
      await opened.rows(
        "SELECT toUInt32(count()) AS n, toUInt32(countIf(event_type = 'OTHER')) AS late FROM tidemark.events FINAL",
      ),
    ).toEqual([{ n: 21, late: 1 }]);
  });
});
