import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tidemark } from "#test/support/command.ts";
import type { CommandResult } from "#test/support/command.ts";
import { facetBase, runEvent } from "#test/support/events.ts";
import { startQuestions } from "#test/support/questions.ts";
import type { Questions } from "#test/support/questions.ts";

/** One table that two producers call differently: found, joined, and taken apart again. */

let questions: Questions;
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "tidemark-alias-"));
  questions = await startQuestions();
  const fields = ["id", "amount", "at"].map((name) => ({ name }));
  const schema = { ...facetBase("SchemaDatasetFacet"), fields };
  const dataset = (namespace: string, name: string) => ({ namespace, name, facets: { schema } });
  await questions.send([
    runEvent({ outputs: [dataset("postgres://db:5432", "shop.public.orders")] }),
    runEvent({
      job: { namespace: "spark", name: "it's a report" },
      inputs: [dataset("spark", "public.orders")],
      outputs: [dataset("s3://lake", "report")],
    }),
  ]);
});
afterAll(async () => {
  await questions.collector.close();
  rmSync(home, { recursive: true, force: true });
});

const run = (...argv: readonly string[]): Promise<CommandResult> =>
  tidemark(argv, { TIDEMARK_URL: questions.collector.url, HOME: home });

const upstream = async (): Promise<string> => (await run("lineage", "s3://lake/report")).stdout;

test("two names are found, an alias by hand makes them one, and another takes it back", async () => {
  const proposed = await run("datasets", "--duplicates");
  expect(proposed).toMatchObject({ code: 0, stderr: "" });
  expect(proposed.stdout).toBe(`names:
  aliases:
    # 80 %  the same name without shop; 3 of 3 columns in common
    - { name: "spark/public.orders", is: "postgres://db:5432/shop.public.orders" }
`);
  const { duplicates, names } = JSON.parse((await run("datasets", "--duplicates", "--json")).stdout);
  expect(duplicates).toMatchObject([{ score: 0.8, other: { namespace: "spark", name: "public.orders" } }]);
  expect(names).toMatchObject({ aliases: [{ is: { name: "shop.public.orders" } }], rewrites: [] });

  const joined = await run("alias", "spark public.orders", "postgres://db:5432/shop.public.orders");
  expect(joined).toMatchObject({ code: 0, stderr: "" });
  await expect.poll(upstream, { timeout: 30_000 }).toContain("postgres://db:5432/shop.public.orders");
  expect((await run("datasets", "--duplicates")).stdout).toBe("No two datasets look like one.\n");

  expect(await run("alias", "spark/public.orders", "--remove")).toMatchObject({ code: 0 });
  await expect.poll(upstream, { timeout: 30_000 }).toContain("spark/public.orders");
});

test("names that are none are told", async () => {
  for (const [argv, words] of [
    [["orders", "s3://lake/report"], "orders: such as 'postgres://db:5432 shop.public.orders'"],
    [["s3://lake/report"], "say also the name that is to be shown, or --remove"],
    [["s3://lake/report", "s3://lake report"], "it is that already"],
  ] as const)
    expect(await run("alias", ...argv)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(words) });
});
