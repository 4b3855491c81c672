import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRedactor } from "#agent/contract/redact.ts";
import { findArchive } from "#collector/archive/archive-files.ts";
import { createImporter } from "#collector/archive/importer.ts";
import type { Importer, ImportOptions, ImportReport } from "#collector/archive/importer.ts";
import { readArchive } from "#collector/archive/read-archive.ts";
import { DeadLetterWriter } from "#collector/dead-letters/dead-letter-writer.ts";
import { EventWriter } from "#collector/writer/event-writer.ts";
import { archiveFormats } from "#store/archive/archive-encoding.ts";
import type { ArchiveEncoding, ArchiveFormat } from "#store/archive/archive-encoding.ts";
import type { ArchivedEvent } from "#store/archive/archived-event.ts";
import { storeSource } from "#store/archive/archive-source.ts";
import { exportToDirectory } from "#store/archive/export-directory.ts";
import { corpusEvents } from "#test/support/corpus.ts";
import { datasetEvent, eventOfSize, jobEvent, runEvent, runId } from "#test/support/events.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let opened: TestStore;
let writer: EventWriter;
let deadLetters: DeadLetterWriter;
let importer: Importer;
let directory: string;
beforeAll(async () => {
  opened = await openTestStore({ derived: false });
  const { store } = opened;
  deadLetters = new DeadLetterWriter({ store });
  writer = new EventWriter({ store, refuse: () => Promise.reject(new Error("no row is refused here")) });
  const redactor = createRedactor({ keys: ["internalNote"] });
  importer = createImporter({ store, sink: writer, deadLetters, redactor, maxEventBytes: 16_000_000 });
  directory = mkdtempSync(join(tmpdir(), "tidemark-archive-"));
});
afterAll(async () => {
  await writer.close();
  await deadLetters.close();
  await opened.cleanup();
  rmSync(directory, { recursive: true, force: true });
});

const nothing: ImportReport = { read: 0, stored: 0, earlier: 0, present: 0, renamed: 0, refused: {} };
const asArchived: ImportOptions = { reception: "archived", dryRun: false };
const everything = { time: "received", from: Date.UTC(1900, 0, 1) * 1000, to: Date.UTC(2299, 0, 1) * 1000 } as const;
const day = 86_400_000_000;
const start = Date.UTC(2026, 0, 30, 23) * 1000;

function encodingOf(format: ArchiveFormat, changes: Partial<ArchiveEncoding> = {}): ArchiveEncoding {
  return { format, compression: "none", payloadOnly: false, ...changes };
}

function archived(payload: string, changes: Partial<ArchivedEvent> = {}): ArchivedEvent {
  return { eventId: "", receivedAt: start, source: "http", reception: "", payload: Buffer.from(payload), ...changes };
}

/** What events look like that give formats trouble. */
function awkward(): readonly ArchivedEvent[] {
  const payloads = [
    JSON.stringify(runEvent(), null, 2).replaceAll("\n", "\r\n"),
    JSON.stringify(runEvent({ run: { runId: "tab\there \u0001 \u2028 é 😀 \\N \" '" } })),
    `${JSON.stringify(jobEvent()).slice(0, -1)},"big":123456789012345678901234567890}`,
    JSON.stringify(datasetEvent({ eventTime: "1955-11-05T06:15:00.123456Z" })),
    JSON.stringify(datasetEvent({ eventTime: "2026-02-03T04:05:06.999999+05:30" })),
    ...Array.from({ length: 300 }, (_, index) => JSON.stringify(eventOfSize(2500, index))),
    ...corpusEvents().map(({ text }) => text),
  ];
  return payloads.map((payload, index) =>
    archived(payload, {
      // Before the epoch, within a microsecond of each other, and over partitions of several months.
      receivedAt: index === 0 ? -1 : start + index * 37_000_000 + index,
      source: index % 2 === 0 ? "nats" : "http",
      reception: index % 10 === 0 ? "tidemark-received-at: refused" : "",
    }),
  );
}

const rows = (): Promise<readonly unknown[]> =>
  opened.rows("SELECT *, hex(payload) AS bytes FROM tidemark.events FINAL ORDER BY event_id");

const deliveries = (): Promise<readonly unknown[]> => opened.rows("SELECT sum(rows) AS n FROM tidemark.deliveries");

async function empty(): Promise<void> {
  for (const table of ["events", "dead_letters"])
    await opened.store.client.command({ query: `TRUNCATE TABLE tidemark.${table}` });
}

async function importFrom(path: string, options = asArchived): Promise<ImportReport> {
  const { files } = await findArchive(path);
  const reports: ImportReport[] = [];
  for await (const events of readArchive(files, () => Promise.resolve(opened.store)))
    reports.push(await importer.import(events, options));
  expect(reports.length).toBe(1);
  return reports[0] ?? nothing;
}

const exported = async (name: string, from: number, to: number, time: "received" | "event" = "received") => {
  const request = { range: { time, from, to }, encoding: encodingOf("ndjson"), madeBy: "test" };
  const manifest = await exportToDirectory(storeSource(opened.store), request, join(directory, name));
  return manifest.files.map((file) => [file.name, file.rows]);
};

describe("events that are exported and imported into an empty store are the same, row for row", () => {
  let before: readonly unknown[];
  beforeAll(async () => {
    const report = await importer.import(awkward(), asArchived);
    expect(report).toMatchObject({ refused: {}, renamed: 0 });
    before = await rows();
    expect(before.length).toBe(report.stored);
    expect(before).toContainEqual(
      expect.objectContaining({ violations: expect.arrayContaining(["tidemark-received-at: refused"]) }),
    );
  });

  const encodings = [
    ...archiveFormats.map((format) => encodingOf(format)),
    encodingOf("ndjson", { compression: "gzip" }),
    encodingOf("ndjson", { compression: "zstd" }),
  ];
  test.each(encodings)("$format, compression $compression", async (encoding) => {
    const out = join(directory, `${encoding.format}-${encoding.compression}`);
    const source = storeSource(opened.store, undefined, 600_000);
    const manifest = await exportToDirectory(source, { range: everything, encoding, madeBy: "test" }, out);
    expect(manifest).toMatchObject({ complete: true, rows: before.length, pending: [] });
    expect(manifest.files.length).toBeGreaterThan(3);
    expect(readdirSync(out).toSorted()).toEqual(
      [...manifest.files.map(({ name }) => name), "manifest.json"].toSorted(),
    );

    await empty();
    expect(await importFrom(out)).toEqual({ ...nothing, read: before.length, stored: before.length });
    expect(await rows()).toEqual(before);
  });

  test("what is there already is not written again", async () => {
    const delivered = await deliveries();
    expect(await importFrom(join(directory, "orc-none"))).toEqual({
      ...nothing,
      read: before.length,
      present: before.length,
    });
    expect(await deliveries()).toEqual(delivered);
  });

  test("a file that is not as its manifest says is refused before anything is read", async () => {
    const out = join(directory, "avro-none");
    const name = readdirSync(out).find((each) => each.endsWith(".avro")) ?? "";
    const bytes = readFileSync(join(out, name));
    bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 1;
    writeFileSync(join(out, name), bytes);
    await expect(findArchive(out)).rejects.toThrow(`${name} is missing or not as`);
  });
});

describe("which events a range has", () => {
  const first = archived(JSON.stringify(runEvent({ run: { runId: runId(1) } })), { receivedAt: start });
  const second = archived(JSON.stringify(runEvent({ run: { runId: runId(2) } })), { receivedAt: start + day });
  beforeAll(async () => {
    await empty();
    // The copy, received later, comes first: it is another part, and another month's partition.
    await importer.import([{ ...first, receivedAt: start + 2 * day }], asArchived);
    await importer.import([second], asArchived);
  });

  test("an event received twice is in the range of its first reception only", async () => {
    expect(await exported("late", start + 2 * day, start + 3 * day)).toEqual([["2026-02-01.ndjson", 1]]);
    expect(await importer.import([first], asArchived)).toEqual({ ...nothing, read: 1, earlier: 1 });
    expect(await exported("both", start, start + 3 * day)).toEqual([
      ["2026-01-30.ndjson", 1],
      ["2026-01-31.ndjson", 1],
    ]);
    expect(await exported("copies", start + 2 * day, start + 3 * day)).toEqual([]);
  });

  test("from is in it, to is not", async () => {
    expect(await exported("up-to", start, start + day)).toEqual([["2026-01-30.ndjson", 1]]);
    expect(await exported("from", start + day, start + day + 1)).toEqual([["2026-01-31.ndjson", 1]]);
  });

  test("by event time", async () => {
    const happened = Date.UTC(2026, 0, 31, 7) * 1000;
    expect(await exported("event-time", happened, happened + day, "event")).toEqual([["2026-01-31.ndjson", 2]]);
  });
});

describe("what is imported", () => {
  test("plain events, each a line, received now or when they happened", async () => {
    const event = runEvent({ run: { runId: runId(10) }, eventTime: "2025-12-24T18:00:00.5Z" });
    const file = join(directory, "plain.jsonl");
    writeFileSync(file, `\uFEFF${JSON.stringify(event)}\r\n\n  \n${JSON.stringify({ ...event, eventType: "FAIL" })}`);
    await empty();
    const dry = await importFrom(file, { reception: "event-time", dryRun: true });
    expect(dry).toEqual({ ...nothing, read: 2, stored: 2 });
    expect(await rows()).toEqual([]);
    await importFrom(file, { reception: "event-time", dryRun: false });
    expect(await opened.rows("SELECT DISTINCT toString(received_at) AS at, source FROM tidemark.events")).toEqual([
      { at: "2025-12-24 18:00:00.500000", source: "import" },
    ]);
    await empty();
    await importFrom(file);
    expect(
      await opened.rows("SELECT count() > 1 AS all, max(received_at) > now() - 3600 AS now FROM tidemark.events"),
    ).toEqual([{ all: 1, now: 1 }]);
  });

  test("payloads alone, as they were exported", async () => {
    await empty();
    await importer.import([archived(JSON.stringify(runEvent(), null, 2))], asArchived);
    const [before] = await opened.rows<{ readonly event_id: string }>("SELECT event_id FROM tidemark.events");
    const out = join(directory, "payloads");
    const encoding = encodingOf("ndjson", { payloadOnly: true });
    await exportToDirectory(storeSource(opened.store), { range: everything, encoding, madeBy: "test" }, out);
    const [line = "", ...rest] = readFileSync(join(out, "2026-01-30.ndjson"), "utf8").split("\n");
    expect(rest).toEqual([""]);
    expect(JSON.parse(line)).toEqual(runEvent());
    await empty();
    await importFrom(out);
    expect(await opened.rows("SELECT event_id FROM tidemark.events")).toEqual([before]);
  });

  test("a file of another tool, with nothing but a payload", async () => {
    await empty();
    const file = join(directory, "foreign.parquet");
    await opened.store.client.command({
      query: `INSERT INTO FUNCTION file('${file}', 'Parquet') SELECT {payload:String} AS payload, 1 AS whatever`,
      query_params: { payload: JSON.stringify(runEvent()) },
    });
    expect(await importFrom(file)).toEqual({ ...nothing, read: 1, stored: 1 });
    await opened.store.client.command({ query: `INSERT INTO FUNCTION file('${file}2', 'Parquet') SELECT 1 AS number` });
    await expect(importFrom(`${file}2`)).rejects.toThrow("it has no column `payload` with events; it has number");
    writeFileSync(join(directory, "array.json"), "[{}]");
    await expect(findArchive(join(directory, "array.json"))).rejects.toThrow("jq -c '.[]'");
    await expect(findArchive(join(directory, "none"))).rejects.toThrow(`there is no ${join(directory, "none")}`);
  });

  test("what is refused becomes a dead letter, with its reason", async () => {
    await empty();
    const report = await importer.import(
      [
        archived("{broken"),
        archived(JSON.stringify({ ...runEvent(), eventTime: "soon" })),
        archived(JSON.stringify(runEvent())),
      ],
      asArchived,
    );
    expect(report).toEqual({ ...nothing, read: 3, stored: 1, refused: { not_json: 1, invalid_time: 1 } });
    expect(
      await opened.rows(
        "SELECT reason, raw, source, toString(received_at) AS at FROM tidemark.dead_letters ORDER BY reason",
      ),
    ).toMatchObject([
      { reason: "invalid_time" },
      { reason: "not_json", raw: "{broken", source: "http", at: expect.stringMatching(/^2026-01-30/) },
    ]);
  });

  test("an event that is redacted here and was not there has another identity, which is told", async () => {
    const event = { ...runEvent(), job: { namespace: "n", name: "j", facets: { f: { internalNote: "secret" } } } };
    const report = await importer.import([archived(JSON.stringify(event), { eventId: "0".repeat(32) })], asArchived);
    expect(report).toMatchObject({ stored: 1, renamed: 1 });
  });

  test("no event is received in the future", async () => {
    await empty();
    await importer.import(
      [archived(JSON.stringify(runEvent()), { receivedAt: Date.UTC(2290, 0, 1) * 1000 })],
      asArchived,
    );
    expect(await opened.rows("SELECT max(received_at) <= now64(6) AS past FROM tidemark.events")).toEqual([
      { past: 1 },
    ]);
  });
});
