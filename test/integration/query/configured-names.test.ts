import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tidemark } from "#test/support/command.ts";
import { facetBase, runEvent, runId } from "#test/support/events.ts";
import { startQuestions } from "#test/support/questions.ts";
import type { Questions } from "#test/support/questions.ts";

/** `names` in the file of a running collector: what is proposed is pasted, takes effect, and is undone by taking it out. */

let questions: Questions;
let home: string;
let file: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "tidemark-names-"));
  file = join(home, "tidemark.yml");
  write("");
  questions = await startQuestions(undefined, { TIDEMARK_EXPECTATIONS: file, TIDEMARK_EVALUATE_EVERY: "15m" });
  const fields = ["id", "amount", "at"].map((name) => ({ name }));
  const schema = { ...facetBase("SchemaDatasetFacet"), fields };
  const orders = (namespace: string, name: string) => ({ namespace, name, facets: { schema } });
  const eventTime = new Date(Date.now() - 60_000).toISOString();
  const ran = (number: number, job: string, sides: object) =>
    runEvent({
      eventType: "COMPLETE",
      eventTime,
      run: { runId: runId(number) },
      job: { namespace: "jobs", name: job },
      ...sides,
    });
  const rows = { outputFacets: { outputStatistics: { ...facetBase("Output"), rowCount: 5 } } };
  await questions.send([
    ran(1, "spark_load", { outputs: [{ ...orders("postgres://db.internal:5432", "shop.public.orders"), ...rows }] }),
    ran(2, "dbt_model", {
      inputs: [orders("postgres://db:5432", "shop.public.orders")],
      outputs: [{ namespace: "s3://lake", name: "mart/orders" }],
    }),
    ran(3, "airflow_export", { inputs: [orders("airflow", "public.orders")], outputs: [orders("file", "/tmp/x")] }),
  ]);
});
afterAll(async () => {
  await questions.collector.close();
  rmSync(home, { recursive: true, force: true });
});

function write(names: string): void {
  writeFileSync(
    file,
    `version: 1\ndatasets:\n  - { match: airflow/public.orders, volume: { min_rows: 10 } }\n${names}`,
  );
}

const run = async (...argv: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await tidemark(argv, { TIDEMARK_URL: questions.collector.url, HOME: home });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
};

async function judge(): Promise<void> {
  const response = await fetch(`${questions.collector.url}/api/v1/evaluate`, { method: "POST" });
  expect(response.status).toBe(200);
}

const breaches = async () => {
  const { body } = await questions.ask("signals", { signal: "volume", state: "breach" });
  return body.items.map((item: { readonly subject: { readonly namespace: string } }) => item.subject.namespace);
};

test("what is proposed makes one dataset of three, in lineage, runs and incidents, until it is taken out", async () => {
  const proposed = await run("datasets", "--duplicates");
  expect(await run("lineage", "s3://lake/mart/orders")).not.toContain("postgres://db.internal:5432");
  await judge();
  expect(await breaches()).toEqual([]);

  write(proposed);
  const checked = await run("check", file, "--dataset", "airflow/public.orders");
  expect(checked.replaceAll(`${home}/`, "")).toContain(
    "names\n  airflow/public.orders\n    is postgres://db.internal:5432/shop.public.orders  tidemark.yml:",
  );
  await judge();
  expect(await run("lineage", "s3://lake/mart/orders")).toContain("postgres://db.internal:5432");
  const runs = await run("runs", "--dataset", "airflow/public.orders");
  for (const job of ["spark_load", "dbt_model", "airflow_export"]) expect(runs).toContain(job);
  // What is expected of the one name is judged by what was written under another.
  expect(await breaches()).toEqual(["postgres://db.internal:5432"]);
  await expect.poll(async () => (await questions.ask("incidents")).body.items.length, { timeout: 30_000 }).toBe(1);

  write("");
  await judge();
  expect(await run("lineage", "s3://lake/mart/orders")).not.toContain("postgres://db.internal:5432");
  expect(await breaches()).toEqual([]);
});

test("a rule that is about nothing, and a name that would be renamed twice, are told", async () => {
  write(`names:
  rewrites:
    - { match: { namespace: airflow }, to: { namespace: spark } }
    - { match: { namespace: spark }, to: { namespace: dbt } }
`);
  const checked = await run("check", file);
  expect(checked.replaceAll(`${home}/`, "")).toContain(
    "tidemark.yml:7:7: warning: the rule is about no dataset that the collector knows",
  );
  expect(checked).toContain("airflow/public.orders becomes spark/public.orders, and stays that, though");
});
