import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventIdentity } from "#agent/contract/identity.ts";
import { readArtifacts } from "#importers/dbt/artifacts.ts";
import { datasetNamespace } from "#importers/dbt/dataset-namespace.ts";
import { importDbt } from "#importers/dbt/import-dbt.ts";
import { findProfile } from "#importers/dbt/profile.ts";
import { ImportError } from "#importers/imported.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const fixture = join(import.meta.dirname, "../../fixtures/imports/dbt");
const namespaces = { jobs: "dbt", datasets: "duckdb://shop.duckdb" };

describe("what real artifacts of dbt become", async () => {
  const artifacts = await readArtifacts(join(fixture, "target"));
  const { events, notes } = importDbt(artifacts, namespaces);
  const ends = events.flatMap((event) => ("run" in event && event.eventType !== "START" ? [event] : []));
  const of = (job: string) => ends.find((event) => event.job.name === job);

  test("the same events each time", () => {
    const again = importDbt(artifacts, namespaces).events;
    expect(again.map(eventIdentity)).toEqual(events.map(eventIdentity));
    expect(new Set(events.map(eventIdentity)).size).toBe(events.length);
  });

  test("each node under the run of the command, with its end", () => {
    const root = of("dbt-run-shop");
    expect(root).toMatchObject({ eventType: "FAIL", eventTime: "2026-11-27T03:57:37.839808Z" });
    expect(of("shop.main.shop.orders.build.run")).toMatchObject({
      eventType: "COMPLETE",
      run: { facets: { parent: { run: { runId: root?.run.runId }, job: { name: "dbt-run-shop" } } } },
      inputs: [{ name: "shop.main.raw_orders_clean" }],
      outputs: [
        {
          name: "shop.main.orders",
          facets: {
            schema: {
              fields: [{ name: "customer_id", type: "INTEGER" }, { name: "orders" }, { type: "DECIMAL(38,2)" }],
            },
            ownership: { owners: [{ name: "team-data" }] },
            tags: { tags: [{ key: "nightly" }] },
          },
        },
      ],
    });
    expect(of("shop.main.shop.broken.build.run")).toMatchObject({
      eventType: "FAIL",
      outputs: [],
      run: { facets: { errorMessage: { message: expect.stringContaining("no_such_column") } } },
    });
    expect(of("shop.main.shop.raw_orders.build.seed")?.outputs?.[0]?.outputFacets).toMatchObject({
      outputStatistics: { rowCount: 4 },
    });
    expect(of("shop.main.shop.after_broken.build.run")).toBeUndefined();
    expect(notes).toEqual(["run_results.json: 1 of 13 nodes were skipped by dbt"]);
  });

  test("a test's result at its table; one that only warns does not fail the run", () => {
    const [checked] = of("shop.main.shop.stg_orders.build.test")?.inputs ?? [];
    expect(of("shop.main.shop.stg_orders.build.test")?.eventType).toBe("COMPLETE");
    expect(checked?.inputFacets?.dataQualityAssertions?.assertions).toMatchObject([
      { assertion: "not_null", column: "customer_id", success: false, severity: "warn", expected: "0", actual: "1" },
      { assertion: "not_null", column: "id", success: true, severity: "error" },
      { assertion: "unique", column: "id", success: true },
    ]);
    expect(of("shop.main.shop.statuses.build.test")?.eventType).toBe("FAIL");
  });

  test("when a source was loaded, and whether that is too long ago", () => {
    expect(of("dbt-source-freshness-shop")).toMatchObject({
      eventType: "FAIL",
      inputs: [
        {
          name: "shop.main.raw_orders",
          inputFacets: {
            dataQualityMetrics: { lastUpdated: "2026-01-31T06:30:00+00:00" },
            dataQualityAssertions: {
              assertions: [{ assertion: "freshness", success: false, expected: "<= 24 hour", actual: "25910718 s" }],
            },
          },
        },
      ],
    });
  });
});

/** A copy of the project, to be changed. */
function copy(): string {
  const directory = temporaryDirectory();
  cpSync(fixture, directory, { recursive: true });
  return directory;
}

describe("what else is in target/", () => {
  test("results of a command that only compiles are no runs: what is declared is told instead", async () => {
    const path = join(copy(), "target/run_results.json");
    writeFileSync(path, readFileSync(path, "utf8").replace('"which": "build"', '"which": "generate"'));
    const { events, notes } = importDbt(await readArtifacts(join(path, "..")), namespaces);
    expect(events.flatMap((event) => ("run" in event ? event.job.name : []))).toEqual([
      "dbt-source-freshness-shop",
      "dbt-source-freshness-shop",
    ]);
    const declared = events.flatMap((event) => (!("run" in event) && "job" in event ? [event] : []));
    expect(declared.find(({ job }) => job.name === "shop.main.shop.orders")).toMatchObject({
      inputs: [{ name: "shop.main.raw_orders_clean" }],
      outputs: [{ name: "shop.main.orders" }],
    });
    expect(notes).toEqual([expect.stringContaining("`dbt generate`")]);
  });

  test("the manifest alone", async () => {
    const target = join(copy(), "target");
    for (const file of ["run_results", "sources", "catalog"]) rmSync(join(target, `${file}.json`));
    const { events } = importDbt(await readArtifacts(target), namespaces);
    expect(events.every((event) => !("run" in event) && "job" in event)).toBe(true);
    expect(events).toHaveLength(8);
  });

  test("each broken file is named", async () => {
    const target = join(copy(), "target");
    writeFileSync(join(target, "catalog.json"), "{");
    await expect(readArtifacts(target)).rejects.toThrow(`${target}/catalog.json: it is not JSON`);
    writeFileSync(join(target, "catalog.json"), "[]");
    await expect(readArtifacts(target)).rejects.toThrow(/catalog.json: : Invalid input/);
    await expect(readArtifacts(join(target, "none"))).rejects.toThrow(ImportError);
  });
});

describe("where the tables are", () => {
  const question = { profilesDirectory: undefined, output: undefined, env: {}, home: "/nowhere" };

  test("as the profile says, with variables of the environment", async () => {
    const target = join(fixture, "target");
    expect(datasetNamespace("duckdb", await findProfile({ ...question, target }))).toBe("duckdb://shop.duckdb");
    const env = { SHOP_DB: "/data/shop.duckdb" };
    expect(datasetNamespace("duckdb", await findProfile({ ...question, target, env }))).toBe(
      "duckdb:///data/shop.duckdb",
    );
  });

  test("unknown without a profile, but for BigQuery", async () => {
    const profile = await findProfile({ ...question, target: join(temporaryDirectory(), "target") });
    expect(datasetNamespace("postgres", profile)).toBeUndefined();
    expect(datasetNamespace("bigquery", profile)).toBe("bigquery");
  });

  test.each([
    ["postgres", { host: "db", port: 5433 }, "postgres://db:5433"],
    ["redshift", { host: "r" }, "redshift://r:5439"],
    ["sqlserver", { server: "s", port: 1433 }, "mssql://s:1433"],
    ["snowflake", { account: "org-acc" }, "snowflake://org-acc"],
    ["snowflake", { account: "xy12345.eu-central-1" }, "snowflake://xy12345.eu-central-1.aws"],
    ["databricks", { host: "d.example.com" }, "databricks://d.example.com"],
    ["athena", { region_name: "eu-west-1" }, "awsathena://athena.eu-west-1.amazonaws.com"],
  ])("%s as OpenLineage names it", (adapter, profile, namespace) => {
    expect(datasetNamespace(adapter, profile)).toBe(namespace);
  });
});
