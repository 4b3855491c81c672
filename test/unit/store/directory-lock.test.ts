import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockDirectory } from "#store/engines/directory-lock.ts";

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "tidemark-lock-"));
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

test("names the process that has the directory, until it is gone", async () => {
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  await once(other, "spawn");
  writeFileSync(join(path, "owner.json"), JSON.stringify({ pid: other.pid }));
  expect(() => lockDirectory(path)).toThrow(`in use by process ${other.pid}`);
  other.kill("SIGKILL");
  await once(other, "exit");
  lockDirectory(path).release();
  expect(existsSync(join(path, "owner.json"))).toBe(false);
});

test("a pid that was given out again is not the owner", () => {
  writeFileSync(join(path, "owner.json"), JSON.stringify({ pid: process.ppid, startTicks: "1" }));
  lockDirectory(path);
  expect(JSON.parse(readFileSync(join(path, "owner.json"), "utf8"))).toMatchObject({ pid: process.pid });
});

test.each(["", "{", "[]", '{"pid":"1"}'])("a lock that a crash has cut short (%j) is taken over", (text) => {
  writeFileSync(join(path, "owner.json"), text);
  expect(() => lockDirectory(path)).not.toThrow();
});
