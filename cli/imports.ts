import type { Command } from "commander";
import type { ArtifactIo } from "./commands/import-artifacts.ts";
import type { CheckImportOptions } from "./commands/import-checks.ts";
import type { DbtOptions } from "./commands/import-dbt.ts";
import type { RegistryOptions, SchemaFilesOptions } from "./commands/import-schemas.ts";

/** `tidemark import TOOL …`: what other tools leave in files, sent as the events they would have sent. */
export function addImports(importCommand: Command, io: () => ArtifactIo): void {
  addDbt(importCommand, io);
  addSchemas(importCommand, io);
  addChecks(importCommand, io, "gx", {
    summary: "Great Expectations' validation results",
    description:
      "Imports results of validations: JSON files that a checkpoint keeps (gx/uncommitted/validations/), or that\n" +
      "`result.to_json_dict()` gives. Each expectation becomes a result of quality, with what was expected and found.",
  });
  addChecks(importCommand, io, "soda", {
    summary: "Soda Core's scan results",
    description:
      "Imports results of scans: what `soda scan … -srf scan.json` writes. Each check becomes a result of quality,\n" +
      "each number that was measured a metric.",
  });
  addChecks(importCommand, io, "deequ", {
    summary: "Deequ's checks and metrics",
    description:
      "Imports what Deequ (PyDeequ) found: JSON of checkResultsAsJson and of successMetricsAsJson, as of when the file\n" +
      "was last changed, and files of a metrics repository, whose tag `dataset` names the table. Else say --dataset.",
  });
}

function addSchemas(parent: Command, io: () => ArtifactIo): void {
  withSending(parent.command("schema-registry"))
    .summary("a schema registry: versions and their compatibility")
    .description(
      "Imports every version of every subject of a schema registry that speaks Confluent's REST interface (Confluent,\n" +
        "Karapace, Redpanda, Apicurio), or of AWS Glue: Avro, Protobuf, JSON Schema. `tidemark schema` then shows what\n" +
        "each version changed. A login: TIDEMARK_SCHEMA_REGISTRY_USER and TIDEMARK_SCHEMA_REGISTRY_PASSWORD (or\n" +
        "…_PASSWORD_FILE); Glue's credentials are found as AWS's tools find them.",
    )
    .argument("<registry>", "its address, such as http://registry:8081, glue://eu-central-1/default-registry")
    .option("--subject <name...>", "only these")
    .option(
      "--dataset-namespace <namespace>",
      "of the topics, such as kafka://broker:9092; else the registry's address",
    )
    .action(async (registry: string, options: RegistryOptions) => {
      const { importSchemaRegistry } = await import("./commands/import-schemas.ts");
      await importSchemaRegistry(io(), registry, options);
    });
  withSending(parent.command("schema"))
    .summary("files of schemas: .avsc, .proto, JSON Schema")
    .description("Imports schemas from files (.avsc, .proto, .json), as of when each was last changed.")
    .argument("<files...>", "with --dataset several are its versions, in this order")
    .option("--dataset <address>", "what it is the schema of, such as kafka://broker:9092/orders; else the file's name")
    .option("--dataset-namespace <namespace>", "of the datasets that are named by files", "file")
    .option("--message <name>", "of a .proto, such as shop.Order; else its first")
    .action(async (files: readonly string[], options: SchemaFilesOptions) => {
      const { importSchemas } = await import("./commands/import-schemas.ts");
      await importSchemas(io(), files, options);
    });
}

function addChecks(
  parent: Command,
  io: () => ArtifactIo,
  tool: "gx" | "soda" | "deequ",
  words: { readonly summary: string; readonly description: string },
): void {
  withSending(parent.command(tool))
    .summary(words.summary)
    .description(words.description)
    .argument("<paths...>", "JSON files, or directories of them")
    .option("--namespace <namespace>", `of the jobs (OPENLINEAGE_NAMESPACE, else "${tool}")`)
    .option("--dataset <address>", "what was checked, such as postgres://db:5432/shop.public.orders")
    .option("--dataset-namespace <namespace>", "of the tables, such as postgres://db:5432; else the tool's data source")
    .option("--table-prefix <prefix>", "before each table's name, such as shop.public")
    .action(async (paths: readonly string[], options: CheckImportOptions) => {
      const { importChecks } = await import("./commands/import-checks.ts");
      await importChecks(io(), tool, paths, options);
    });
}

function addDbt(parent: Command, io: () => ArtifactIo): void {
  withSending(parent.command("dbt"))
    .summary("dbt's target/: runs, tests, columns, freshness")
    .description(
      "Imports what dbt leaves in target/: manifest.json, and run_results.json, sources.json and catalog.json where\n" +
        "they are. Models, seeds and snapshots become runs, tests become results of quality, the catalog columns and\n" +
        "their types. The same as dbt-ol sends, without dbt-ol. Imported again, they add nothing.",
    )
    .argument("<target>", "the directory dbt writes to")
    .option("--namespace <namespace>", 'of the jobs (OPENLINEAGE_NAMESPACE, else "dbt")')
    .option("--dataset-namespace <namespace>", "of the tables, such as postgres://db:5432; else of the profile")
    .option("--profiles-dir <path>", "where profiles.yml is; else where dbt looks for it")
    .option("--target <output>", "which output of the profile; else the one it names")
    .action(async (target: string, options: DbtOptions) => {
      const { importDbtCommand } = await import("./commands/import-dbt.ts");
      await importDbtCommand(io(), target, options);
    });
}

function withSending(command: Command): Command {
  return command
    .option("--dry-run", "print the events, one a line, and send nothing")
    .option("--url <url>", "where to send: nats://… or http://… (TIDEMARK_URL, else the OpenLineage configuration)")
    .option("--timeout <seconds>", "give up when nothing was confirmed for so long (default 30)")
    .option("--json", "print one line of JSON as the summary");
}
