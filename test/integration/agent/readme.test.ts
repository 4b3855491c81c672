import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunEvent } from "#agent/index.ts";
import { startProgram } from "#test/support/agent-program.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const readme = readFileSync(new URL("../../../agent/README.md", import.meta.url), "utf8");

test("the example of the README does what it says", async () => {
  const example = /```ts\n(?<code>[^`]+)```/.exec(readme)?.groups?.["code"] ?? "";
  expect(example.trim().split("\n").length).toBeLessThanOrEqual(10);
  const directory = temporaryDirectory();
  const file = join(directory, "events.ndjson");
  const program = startProgram(example.replace(/^import .*$/m, ""), {
    TIDEMARK_SPOOL: join(directory, "spool"),
    OPENLINEAGE__TRANSPORT__TYPE: "file",
    OPENLINEAGE__TRANSPORT__LOCATION: file,
  });
  expect(await program.ended).toEqual({ code: 0, signal: null });
  expect([program.stdout(), program.stderr(), existsSync(file)]).toEqual(["", "", true]);
  const [start, complete] = readFileSync(file, "utf8")
    .split("\n")
    .slice(0, 2)
    .map((line): RunEvent => JSON.parse(line));
  expect(start?.eventType).toBe("START");
  expect(complete).toMatchObject({
    eventType: "COMPLETE",
    inputs: [{ namespace: "s3://lake", name: "orders.csv" }],
    outputs: [{ name: "shop.public.orders", facets: { dataQualityAssertions: { assertions: [{ success: true }] } } }],
  });
});
