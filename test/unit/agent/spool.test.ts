import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Reporter } from "#agent/delivery/reporter.ts";
import type { Report } from "#agent/delivery/reporter.ts";
import { foreignSilenceMs } from "#agent/delivery/spool/adoption.ts";
import { newOwnerName, parseOwnerName } from "#agent/delivery/spool/owner-name.ts";
import { currentProcess, isRunning } from "#agent/delivery/spool/process-identity.ts";
import { measure, readChunk } from "#agent/delivery/spool/segment-reader.ts";
import { RejectedLog } from "#agent/delivery/spool/rejected-log.ts";
import { Spool } from "#agent/delivery/spool/spool.ts";
import type { Appended, SpoolOptions } from "#agent/delivery/spool/spool.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

function openSpool(directory: string, options: Partial<SpoolOptions> = {}): { spool: Spool; reports: Report[] } {
  const reports: Report[] = [];
  const spool = new Spool(
    { directory, maxBytes: 1e6, segmentBytes: 100, maxStallMs: 1000, suspendMs: 1000, ...options },
    new Reporter((report) => reports.push(report)),
  );
  onTestFinished(() => spool.release());
  return { spool, reports };
}

function segmentOf(appended: Appended) {
  if (appended.kind !== "appended") throw new Error(`not appended: ${appended.kind}`);
  return appended.segment;
}

/** A directory as a process leaves it that was killed. */
function leftBehind(root: string, owner: string, content: string): string {
  const path = join(root, owner);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "00000001.ndjson"), content);
  return path;
}

const deadHere = (): string => newOwnerName({ ...currentProcess(), pid: 999_999_999 });

test("segments are closed at their size and deleted when all of them is settled, in any order", () => {
  const root = temporaryDirectory();
  const { spool } = openSpool(root);
  const line = JSON.stringify({ text: "x".repeat(28) });
  const segments = Array.from({ length: 6 }, () => segmentOf(spool.append(line, line.length)));
  const [own = ""] = readdirSync(root);
  expect(readdirSync(join(root, own))).toEqual(["00000001.ndjson", "00000002.ndjson", "00000003.ndjson"]);
  for (const index of [3, 1, 0]) {
    const segment = segments[index];
    if (segment !== undefined) spool.settle(segment);
  }
  expect(readdirSync(join(root, own))).toEqual(["00000002.ndjson", "00000003.ndjson"]);
  expect(spool.bytes).toBe(4 * (line.length + 1));
});

test("files and directories are the user's alone", () => {
  const root = join(temporaryDirectory(), "a", "spool");
  const { spool } = openSpool(root);
  const { path } = segmentOf(spool.append("{}", 2));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
  expect(statSync(root).mode & 0o777).toBe(0o700);
});

test("a line torn by a kill is left out, the whole ones before it are adopted", async () => {
  const root = temporaryDirectory();
  leftBehind(root, deadHere(), '{"a":1}\n{"a":2}\n{"a":');
  const { spool } = openSpool(root);
  const [segment] = await spool.adopt();
  expect(segment).toMatchObject({ outstanding: 2, sealed: true, bytes: 16 });
  expect(await readChunk(segment?.path ?? "", 0, segment?.bytes ?? 0)).toEqual({
    lines: ['{"a":1}', '{"a":2}'],
    next: 16,
  });
  expect(readdirSync(root)).toHaveLength(1);
});

test("a segment with nothing whole in it is deleted", async () => {
  const root = temporaryDirectory();
  leftBehind(root, deadHere(), '{"a":');
  expect(await openSpool(root).spool.adopt()).toEqual([]);
  expect(readdirSync(root).flatMap((name) => readdirSync(join(root, name)))).toEqual([]);
});

test("of several that start at once each segment goes to exactly one", async () => {
  const root = temporaryDirectory();
  for (let n = 0; n < 20; n++) leftBehind(root, deadHere(), `{"n":${n}}\n`);
  const spools = Array.from({ length: 5 }, () => openSpool(root).spool);
  const adopted = (await Promise.all(spools.map(async (spool) => spool.adopt()))).flat();
  expect(adopted).toHaveLength(20);
  expect(new Set(adopted.map(({ path }) => path)).size).toBe(20);
  const contents = await Promise.all(
    adopted.map(async ({ path, bytes }) => (await readChunk(path, 0, bytes)).lines[0]),
  );
  expect(new Set(contents).size).toBe(20);
});

test("the directory of a process that runs is left alone", async () => {
  const root = temporaryDirectory();
  leftBehind(root, newOwnerName(currentProcess()), "{}\n");
  expect(await openSpool(root).spool.adopt()).toEqual([]);
});

test("a process id that is used again does not keep the dead process's directory", async () => {
  const root = temporaryDirectory();
  const { start, ...identity } = currentProcess();
  leftBehind(root, newOwnerName({ ...identity, start: start + 1 }), "{}\n");
  expect(await openSpool(root).spool.adopt()).toHaveLength(1);
});

test("a process of another host or container is dead when it has been silent for long", async () => {
  const root = temporaryDirectory();
  const foreign = { host: "0123456789ab", pid: 1, start: 5 };
  leftBehind(root, newOwnerName(foreign), "{}\n");
  const silent = leftBehind(root, newOwnerName(foreign), "{}\n");
  const longAgo = new Date(Date.now() - foreignSilenceMs - 1000);
  utimesSync(silent, longAgo, longAgo);
  expect(await openSpool(root).spool.adopt()).toHaveLength(1);
});

test("what lies in the directory besides is not touched", async () => {
  const root = temporaryDirectory();
  writeFileSync(join(root, "rejected.ndjson"), "{}\n");
  leftBehind(root, "somebody-elses", "{}\n");
  expect(await openSpool(root).spool.adopt()).toEqual([]);
  expect(readdirSync(root).toSorted()).toEqual(["rejected.ndjson", "somebody-elses"]);
});

test("adopted segments that are not sent are left for the next one, and so on", async () => {
  const root = temporaryDirectory();
  leftBehind(root, deadHere(), '{"a":1}\n');
  for (let n = 0; n < 3; n++) {
    const { spool } = openSpool(root);
    expect(await spool.adopt()).toHaveLength(1);
    spool.release();
  }
  const { spool } = openSpool(root);
  const [segment] = await spool.adopt();
  if (segment !== undefined) spool.settle(segment);
  spool.release();
  expect(readdirSync(root)).toEqual([]);
});

test("the bound is that of the directory, with what others have in it", async () => {
  const root = temporaryDirectory();
  leftBehind(root, newOwnerName(currentProcess()), "x".repeat(900));
  const { spool } = openSpool(root, { maxBytes: 1000 });
  await spool.adopt();
  expect(spool.append("{}", 2).kind).toBe("appended");
  expect(spool.append("x".repeat(120), 120).kind).toBe("full");
});

test("a directory that is taken away is told, and a new one is used", () => {
  const root = temporaryDirectory();
  const { spool, reports } = openSpool(root);
  spool.append("{}", 2);
  spool.touch();
  expect(reports).toEqual([]);
  renameSync(join(root, readdirSync(root)[0] ?? ""), join(root, "gone"));
  spool.touch();
  expect(reports).toMatchObject([{ code: "spool_damaged" }]);
  expect(spool.append("{}", 2).kind).toBe("appended");
  expect(readdirSync(root)).toHaveLength(2);
});

test("a spool removed as a whole costs nothing but what was in it", () => {
  const root = join(temporaryDirectory(), "spool");
  const { spool } = openSpool(root);
  const segment = segmentOf(spool.append("{}", 2));
  rmSync(root, { recursive: true });
  spool.touch();
  expect(spool.append("{}", 2).kind).toBe("appended");
  spool.settle(segment);
});

test("the name of an owner's directory says who it is", () => {
  const identity = currentProcess();
  const name = newOwnerName(identity);
  expect(parseOwnerName(name)).toEqual({ ...identity, free: false });
  expect(parseOwnerName(`${name}.free`)).toEqual({ ...identity, free: true });
  expect(newOwnerName(identity)).not.toBe(name);
  for (const other of ["", "own-", `${name}.tmp`, name.replace("own", "x")])
    expect(parseOwnerName(other)).toBeUndefined();
});

test("this process runs, others do not", () => {
  const me = currentProcess();
  expect(isRunning(me)).toBe(true);
  expect(isRunning({ ...me, pid: 999_999_999 })).toBe(false);
  expect(isRunning({ ...me, start: me.start + 1 })).toBe(false);
});

test("lines longer than a chunk are read whole, and text of several bytes is counted in bytes", async () => {
  const path = join(temporaryDirectory(), "lines");
  const long = "ä".repeat(400_000);
  appendFileSync(path, `short\n${long}\nlast\ntorn`);
  const { lines, bytes } = await measure(path);
  expect({ lines, bytes }).toEqual({ lines: 3, bytes: 6 + 800_001 + 5 });
  const read: string[] = [];
  for (let offset = 0; offset < bytes;) {
    const chunk = await readChunk(path, offset, bytes);
    read.push(...chunk.lines);
    offset = chunk.next;
  }
  expect(read).toEqual(["short", long, "last"]);
});

test("the log of rejected events is bounded: two files take turns", async () => {
  const directory = temporaryDirectory();
  const log = new RejectedLog(directory, 2000, new Reporter(() => {}));
  for (let n = 0; n < 100; n++) {
    log.add(`{"n":${n}}`, "no");
    await log.written();
  }
  log.add("torn {", "not readable");
  await log.written();
  expect(readdirSync(directory).toSorted()).toEqual(["rejected.1.ndjson", "rejected.ndjson"]);
  for (const file of readdirSync(directory)) expect(statSync(join(directory, file)).size).toBeLessThanOrEqual(1000);
});
