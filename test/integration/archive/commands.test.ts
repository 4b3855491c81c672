import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { tidemark } from "#test/support/command.ts";
import { runEvent, runId } from "#test/support/events.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "tidemark-commands-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const events = Array.from({ length: 20 }, (_, index) =>
  runEvent({ run: { runId: runId(index) }, eventTime: new Date(Date.UTC(2026, 0, 1 + (index % 3), 7)).toISOString() }),
);

/** A line of an export with its envelope; what the archive says of its payload. */
interface Line {
  readonly event_id: string;
  readonly received_at: string;
  readonly source: string;
  readonly payload: string;
}

function linesOf(text: string): readonly Line[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line): Line => JSON.parse(line));
}

/** Where it takes a while, it says how far it is. */
const importing = /^Importing into the (?:store in|collector at) \S+\n(?:\d+ read, \d+ taken\n)*$/;

describe("without a collector the commands open the store themselves", () => {
  let plain: string;
  let env: Readonly<Record<string, string>>;
  beforeAll(() => {
    plain = join(directory, "history.ndjson");
    writeFileSync(plain, events.map((event) => JSON.stringify(event)).join("\n"));
    env = { TIDEMARK_DATA: join(directory, "first") };
  });

  test("import, export, import elsewhere: the same events", async () => {
    expect(await tidemark(["export", "--format", "orc", "--out", join(directory, "none")], env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("there is no store in"),
    });
    const imported = await tidemark(["import", "--received-at", "event-time", plain], env);
    expect(imported).toMatchObject({ code: 0, stderr: expect.stringMatching(importing) });
    expect(imported.stderr).toContain(`the store in ${env["TIDEMARK_DATA"]}`);
    expect(imported.stdout).toBe("          20  events read\n          20  new, stored\n");

    const before = await tidemark(["export", "--format", "ndjson", "--out", "-"], env);
    expect(before).toMatchObject({ code: 0, stderr: expect.stringContaining("20 events") });
    const runs: readonly string[] = linesOf(before.stdout).map(({ payload }) => JSON.parse(payload).run.runId);
    expect(new Set(runs)).toEqual(new Set(events.map(({ run }) => run.runId)));

    const out = join(directory, "parquet");
    const range = ["--from", "2026-01-02", "--to", "2026-01-04T00:00:00Z"];
    const exported = await tidemark(["export", "--format", "parquet", ...range, "--out", out, "--json"], env);
    expect(JSON.parse(exported.stdout)).toMatchObject({ events: 13, files: 2, out });
    expect(readdirSync(out).toSorted()).toEqual(["2026-01-02.parquet", "2026-01-03.parquet", "manifest.json"]);
    // The same again is done already.
    expect(await tidemark(["export", "--format", "parquet", ...range, "--out", out], env)).toMatchObject({ code: 0 });
    const other = await tidemark(["export", "--format", "parquet", "--from", "2026-01-01", "--out", out], env);
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining("holds another export") });

    const file = join(directory, "first-day.avro");
    const oneFile = await tidemark(["export", "--to", "2026-01-02", "--out", file], env);
    expect(oneFile).toMatchObject({ code: 0, stdout: expect.stringMatching(/^7 events, .*first-day\.avro\n$/) });
    expect(readFileSync(file).subarray(0, 3).toString()).toBe("Obj");
    expect(existsSync(`${file}.part`)).toBe(false);

    const elsewhere = { TIDEMARK_DATA: join(directory, "second") };
    const dry = await tidemark(["import", "--dry-run", out, file], elsewhere);
    expect(dry.stdout).toBe("          20  events read\n          20  new, would be stored\n");
    expect(await tidemark(["import", out, file], elsewhere)).toMatchObject({ code: 0 });
    const after = await tidemark(["export", "--format", "ndjson", "--out", "-"], elsewhere);
    expect(after.stdout).toBe(before.stdout);
  });

  test("what is refused is told by reason, and the exit code says so", async () => {
    const file = join(directory, "broken.ndjson");
    writeFileSync(file, `{"eventTime":\n${JSON.stringify({ ...runEvent(), eventTime: "soon" })}\n`);
    const result = await tidemark(["import", file], { TIDEMARK_DATA: join(directory, "first") });
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining("2 events were refused") });
    expect(result.stdout).toContain("           2  refused: not_json 1, invalid_time 1\n");
  });

  test.each([
    [["export", "--out", "x"], "say --format"],
    [["export", "--format", "parquet", "--out", "-"], "only ndjson"],
    [["export", "--format", "parquet", "--out", "x.orc"], "does not fit the name x.orc"],
    [["export", "--format", "orc", "--out", "x", "--from", "yesterday"], "--from takes a date or time"],
    [["export", "--format", "orc", "--out", "x", "--from", "2026-01-02", "--to", "2026-01-01"], "--to is not after"],
    [["import", "--received-at", "never", "x"], "--received-at takes archived, event-time, now"],
  ])("%j is a wrong use", async (argv, said) => {
    expect(await tidemark(argv, { TIDEMARK_DATA: directory })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(said),
    });
  });
});

describe("with a collector on the data directory the commands go through it", () => {
  const key = "k-operator-1";
  let collector: TestCollector;
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const dataDirectory = join(directory, "running");
    collector = await startTestCollector({
      dataDirectory,
      env: { TIDEMARK_NATS: "off", TIDEMARK_API_KEYS: `operator:${key}` },
    });
    env = { TIDEMARK_DATA: dataDirectory };
  });
  afterAll(() => collector.close());

  test("the owner of the directory needs no key, and may say when events were received", async () => {
    expect(statSync(join(collector.dataDirectory, "collector.json")).mode & 0o777).toBe(0o600);
    const archive = join(directory, "parquet");
    const imported = await tidemark(["import", archive], env);
    expect(imported).toMatchObject({ code: 0, stderr: expect.stringMatching(importing) });
    expect(imported.stderr).toContain(`the collector at ${collector.url}`);
    expect(imported.stdout).toContain("13  new, stored");

    const out = join(directory, "through-collector");
    const exported = await tidemark(["export", "--format", "ndjson", "--compression", "zstd", "--out", out], env);
    expect(exported).toMatchObject({ code: 0, stdout: expect.stringContaining("13 events") });
    expect(readdirSync(out).toSorted()).toEqual(["2026-01-02.ndjson.zst", "2026-01-03.ndjson.zst", "manifest.json"]);
    const again = await tidemark(["import", "--json", out], env);
    expect(JSON.parse(again.stdout)).toMatchObject({ read: 13, present: 13, stored: 0 });
    const file = join(directory, "all.orc");
    expect(await tidemark(["export", "--out", file], env)).toMatchObject({ code: 0 });
    expect(JSON.parse((await tidemark(["import", "--json", file], env)).stdout)).toMatchObject({ present: 13 });
    expect(readdirSync(join(collector.dataDirectory, "exports"))).toEqual([]);
  });

  test("who has a key may export, and import as received now, but not rewrite the past", async () => {
    const remote = { TIDEMARK_URL: collector.url, TIDEMARK_API_KEY: key };
    const shown = await tidemark(["export", "--format", "ndjson", "--payload-only", "--out", "-"], remote);
    expect(shown.stdout.trimEnd().split("\n").length).toBe(13);
    const file = join(directory, "one.ndjson");
    writeFileSync(file, JSON.stringify(runEvent({ run: { runId: runId(99) } })));
    expect(await tidemark(["import", file], remote)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("TIDEMARK_ALLOW_BACKDATING"),
    });
    const now = await tidemark(["import", "--received-at", "now", file], remote);
    expect(now).toMatchObject({ code: 0, stdout: expect.stringContaining("1  new, stored") });
    expect(
      await tidemark(["export", "--format", "ndjson", "--out", "-"], { TIDEMARK_URL: collector.url }),
    ).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("wants an API key"),
    });
  });
});
