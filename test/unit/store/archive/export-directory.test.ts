import { appendFileSync, existsSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ArchiveSource } from "#store/archive/archive-source.ts";
import { readManifest } from "#store/archive/archive-manifest.ts";
import { exportToDirectory } from "#store/archive/export-directory.ts";
import type { ExportRequest } from "#store/archive/export-directory.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const day = 86_400_000_000;
const start = Date.UTC(2026, 0, 1) * 1000;

/** Three days; writes so many files, then fails as one that is killed: with a file begun. */
function source(writes: number, written: string[] = []): ArchiveSource {
  let left = writes;
  return {
    schemaVersion: 7,
    slices: (range) =>
      Promise.resolve(
        [0, 1, 2].map((index) => ({
          time: range.time,
          name: `2026-01-0${index + 1}`,
          from: start + index * day,
          to: start + (index + 1) * day,
          events: 2,
        })),
      ),
    whole: () => Promise.reject(new Error("not here")),
    write(slice, _encoding, path) {
      writeFileSync(path, left > 0 ? `${slice.name}\n${slice.from}\n` : "half a fi");
      if (left-- <= 0) return Promise.reject(new Error("killed"));
      written.push(slice.name);
      return Promise.resolve(2);
    },
  };
}

const request: ExportRequest = {
  range: { time: "received", from: start, to: start + 3 * day },
  encoding: { format: "ndjson", compression: "none", payloadOnly: true },
  madeBy: "test",
};
const names = ["2026-01-01.ndjson", "2026-01-02.ndjson", "2026-01-03.ndjson"];

test("an export that was killed goes on with the file it was at", async () => {
  const out = temporaryDirectory();
  await expect(exportToDirectory(source(2), request, out)).rejects.toThrow("killed");
  expect(readdirSync(out).toSorted()).toEqual([...names.slice(0, 2), "2026-01-03.ndjson.part", "manifest.json"]);
  expect(await readManifest(out)).toMatchObject({ complete: false, rows: 4, pending: [{ name: "2026-01-03" }] });

  const written: string[] = [];
  const manifest = await exportToDirectory(source(9, written), request, out);
  expect(written).toEqual(["2026-01-03"]);
  expect(manifest).toMatchObject({ complete: true, rows: 6, schemaVersion: 7, from: "2026-01-01T00:00:00Z" });
  expect(await readManifest(out)).toEqual(manifest);
  expect(readdirSync(out).toSorted()).toEqual([...names, "manifest.json"]);
});

test("files that were changed or lost since are written again, the others stay", async () => {
  const out = temporaryDirectory();
  await exportToDirectory(source(9), request, out);
  appendFileSync(join(out, "2026-01-01.ndjson"), "x");
  unlinkSync(join(out, "2026-01-03.ndjson"));
  const written: string[] = [];
  const manifest = await exportToDirectory(source(9, written), request, out);
  expect(written).toEqual(["2026-01-01", "2026-01-03"]);
  expect(manifest.files.map(({ name }) => name)).toEqual(names);
  expect(readFileSync(join(out, "2026-01-01.ndjson"), "utf8")).not.toContain("x");
});

test("the end of an export that is gone on with is its own, not the new now", async () => {
  const out = temporaryDirectory();
  const openEnd = { ...request, range: { ...request.range, to: undefined } };
  await expect(exportToDirectory(source(1), openEnd, out)).rejects.toThrow("killed");
  const begun = await readManifest(out);
  expect(await exportToDirectory(source(9), openEnd, out)).toMatchObject({ to: begun?.to, complete: true });
});

test("a signal ends it between two files", async () => {
  const out = temporaryDirectory();
  const stop = new AbortController();
  const onProgress = ({ files }: { readonly files: number }): void => {
    if (files === 1) stop.abort();
  };
  await expect(exportToDirectory(source(9), request, out, { signal: stop.signal, onProgress })).rejects.toThrow();
  expect(await readManifest(out)).toMatchObject({ complete: false, files: [{ name: names[0] }] });
});

test("a directory with anything else in it is left alone", async () => {
  const out = temporaryDirectory();
  await exportToDirectory(source(9), request, out);
  const later = { ...request, range: { ...request.range, from: start + day } };
  await expect(exportToDirectory(source(9), later, out)).rejects.toThrow(
    "holds another export: events by received time from 2026-01-01T00:00:00Z to 2026-01-04T00:00:00Z as ndjson",
  );
  const foreign = temporaryDirectory();
  writeFileSync(join(foreign, "thesis.txt"), "");
  await expect(exportToDirectory(source(9), request, foreign)).rejects.toThrow("has files in it");
  expect(existsSync(join(foreign, "manifest.json"))).toBe(false);
  writeFileSync(join(out, "manifest.json"), '{"kind": "tidemark-archive", "version": 2}');
  await expect(exportToDirectory(source(9), request, out)).rejects.toThrow("no manifest that this version");
});
