import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(async () => {
  await opened.cleanup();
});

async function stderrOfSecond(): Promise<string> {
  const script = join(import.meta.dirname, "../../support/store-writer-process.ts");
  const child = spawn(process.execPath, [script, opened.path, "0", "1"], { stdio: ["ignore", "ignore", "pipe"] });
  const chunks: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, "exit");
  expect(code).toBe(1);
  return Buffer.concat(chunks).toString();
}

test("a second process on the same directory is told who has it", async () => {
  expect(await stderrOfSecond()).toContain(
    `The data directory ${opened.path} is in use by process ${process.pid}. The embedded engine takes one process a directory`,
  );
});

test("without the file that names the owner, the engine's own lock still keeps it out", async () => {
  rmSync(join(opened.path, "owner.json"));
  expect(await stderrOfSecond()).toContain("is in use by another process");
  expect(await opened.rows("SELECT 1 AS one")).toEqual([{ one: 1 }]);
});
