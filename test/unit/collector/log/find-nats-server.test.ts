import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findNatsServer, isAtLeast } from "#collector/log/find-nats-server.ts";

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "tidemark-home-"));
});

afterEach(async () => {
  await rm(home, { recursive: true });
});

async function fakeServer(directory: string, version: string): Promise<string> {
  await mkdir(join(home, directory), { recursive: true });
  const path = join(home, directory, "nats-server");
  await writeFile(path, `#!/bin/sh\necho "nats-server: v${version}"\n`);
  await chmod(path, 0o755);
  return path;
}

test("the configured one is taken, else the PATH's, else the cached one", async () => {
  const cached = await fakeServer(".cache/tidemark/bin", "2.15.2");
  expect(await findNatsServer({ home, searchPath: "" })).toEqual({ path: cached, version: [2, 15, 2] });
  const onPath = await fakeServer("bin", "2.9.10");
  const searchPath = `/nowhere:${join(home, "bin")}`;
  expect(await findNatsServer({ home, searchPath })).toEqual({ path: onPath, version: [2, 9, 10] });
  const configured = await fakeServer("mine", "2.10.0-beta.1");
  expect(await findNatsServer({ home, searchPath, configured })).toEqual({ path: configured, version: [2, 10, 0] });
});

test("what does not run, or is something else, is passed over", async () => {
  const broken = await fakeServer("broken", "2.15.2");
  await chmod(broken, 0o644);
  await fakeServer("other", "nonsense");
  const good = await fakeServer("good", "2.11.0");
  const searchPath = ["broken", "other", "good"].map((name) => join(home, name)).join(":");
  expect(await findNatsServer({ home, searchPath })).toMatchObject({ path: good });
});

test("a configured one that cannot run is an error, not a reason to take another", async () => {
  await fakeServer("bin", "2.15.2");
  const lookup = { home, searchPath: join(home, "bin"), configured: join(home, "missing") };
  await expect(findNatsServer(lookup)).rejects.toThrow(/TIDEMARK_NATS_SERVER/);
});

test.each([
  [[2, 9, 10], false],
  [[2, 10, 0], true],
  [[3, 0, 0], true],
  [[1, 99, 0], false],
] as const)("%j is at least 2.10: %s", (version, expected) => {
  expect(isAtLeast({ path: "", version }, 2, 10)).toBe(expected);
});
