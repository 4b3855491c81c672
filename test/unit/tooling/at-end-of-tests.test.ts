import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../../..");

test("what tests have started ends with the process of the tests, which Vitest ends by SIGTERM", async () => {
  const tests = spawn(process.execPath, ["test/fixtures/starts-a-child.ts"], { cwd: root });
  await once(createInterface(tests.stdout), "line");
  tests.kill("SIGTERM");
  // Closed once nobody has its standard error any more, which the child shares.
  const [, signal] = await once(tests, "close");
  expect(signal).toBe("SIGTERM");
});
