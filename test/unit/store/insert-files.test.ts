import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { InsertFiles } from "#store/engines/insert-files.ts";

let path: string;
let files: InsertFiles;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "tidemark-files-"));
  files = InsertFiles.prepare(path);
});
afterEach(() => {
  files.remove();
  rmSync(path, { recursive: true, force: true });
});

async function fileOf(bytes: string): Promise<string> {
  let seen = "";
  await files.with(Buffer.from(bytes), (file) => {
    expect(readFileSync(file, "utf8")).toBe(bytes);
    expect(statSync(file).mode & 0o077).toBe(0);
    seen = file;
    return Promise.resolve();
  });
  return seen;
}

test("a file lives as long as its use, however that ends", async () => {
  expect(existsSync(await fileOf("abc"))).toBe(false);
  await expect(files.with(Buffer.from("abc"), () => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
  expect(readdirSync(join(path, "inserts"))).toEqual([]);
});

test("without room in shared memory, batches go beside the data", async () => {
  const first = await fileOf("abc");
  if (first.startsWith("/dev/shm")) rmSync(dirname(first), { recursive: true });
  expect(dirname(await fileOf("abc"))).toBe(join(path, "inserts"));
});

test("what a killed owner has left is removed by the next", async () => {
  const directory = dirname(await fileOf("abc"));
  writeFileSync(join(directory, "7.bin"), "left");
  files = InsertFiles.prepare(path);
  expect(readdirSync(directory)).toEqual([]);
});
