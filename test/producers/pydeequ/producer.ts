import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "#query/list.ts";
import type { MetricItem } from "#query/lists/metrics.ts";
import type { QualityItem } from "#query/lists/quality.ts";
import type { Installation, Producer } from "../harness/producer.ts";
import { copyArtifact } from "../harness/maven.ts";
import type { Workplace } from "../harness/workplace.ts";

const deequ = "2.1.0-spark-3.5";
const table = "postgres://db:5432/shop.public.orders";

export const pydeequ: Producer = {
  name: "pydeequ",
  runs: "PyDeequ on local Spark 3.5, `tidemark import deequ`: six constraints, three of which do not hold, and a repository",
  needs: ["python3", "java", "mvn"],
  from: { registry: "PyPI", distribution: "pydeequ" },
  prepare: fetchJar,
  async run({ cache, program, tidemark }) {
    await program("python", ["verify.py", join(cache, "jars", `deequ-${deequ}.jar`)]);
    const files = ["checks.json", "metrics.json", "repository.json"];
    await tidemark(["import", "deequ", ...files, "--dataset", table]);
  },
  checks: (workplace) => [
    {
      title: "a constraint is a quality result, with its column and what was found",
      holds: () => constraints(workplace),
    },
    { title: "what was measured: metrics of table and columns", holds: () => metrics(workplace) },
  ],
};

async function fetchJar({ cache }: Installation, withinMs: number): Promise<void> {
  const jars = join(cache, "jars");
  if (existsSync(join(jars, `deequ-${deequ}.jar`))) return;
  await copyArtifact(`com.amazon.deequ:deequ:${deequ}`, jars, { cwd: cache, withinMs });
}

async function constraints({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<QualityItem>>("quality", { dataset: table });
  const told = items.map(({ assertion, column, success, severity, actual }) =>
    [assertion, column ?? "", success, severity, actual ?? ""].join(" "),
  );
  assert.deepEqual(
    told.toSorted((a, b) => a.localeCompare(b)),
    [
      "Completeness id true error ",
      "Completeness total false error 0.6666666666666666",
      "Compliance status false error 0.6666666666666666",
      "Minimum total false warn 2.5",
      "Size  true error ",
      "Uniqueness id true error ",
    ],
  );
}

async function metrics({ ask }: Workplace): Promise<void> {
  const { items } = await ask<Page<MetricItem>>("metrics", { dataset: table });
  const told = new Map(items.map(({ column, metric, value }) => [`${column ?? ""}.${metric}`, value]));
  assert.deepEqual(
    [told.get(".rowCount"), told.get("id.nullCount"), told.get("total.nullCount"), told.get("total.min")],
    [3, 0, 1, 2.5],
  );
}
