import type { Command } from "commander";
import type { ProfileOptions } from "./commands/profile.ts";
import { createProgress } from "./progress.ts";
import type { ProgramOptions } from "./program-options.ts";

const footer = `
Least and greatest values are those of numbers, dates and times: texts may be personal, so they are neither shown nor sent
unless --with-values says so; of columns whose names are those of secrets (TIDEMARK_REDACT_KEYS) they never are.
Files by a pattern are one dataset, their directory. Credentials for s3:// come from the environment alone: AWS_ACCESS_KEY_ID,
AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, AWS_ENDPOINT_URL. For example:
  tidemark profile 'lake/orders/*.parquet' --dataset s3://lake/orders
  tidemark profile s3://lake/orders/2026-01-31.parquet --dry-run`;

/** `tidemark profile`: rows, schema, nulls and the like of files, sent as metrics. */
export function addProfile(program: Command, { env, terminal }: ProgramOptions): void {
  program
    .command("profile")
    .summary("rows, schema, nulls, distinct, least and greatest values of files, as metrics")
    .description(
      "Reads Parquet, ORC, Avro, CSV, TSV or NDJSON files, and sends what they hold as metrics of a dataset.",
    )
    .argument("<files>", "a file, a quoted pattern of them, or s3://bucket/key")
    .option("--format <format>", "parquet, orc, avro, csv, tsv, ndjson; else by the ending of the name")
    .option("--dataset <address>", "what it is, such as s3://lake/orders; else the file, or the directory of a pattern")
    .option("--with-values", "the least and greatest texts too")
    .option("--job <name>", 'the job that profiles; else "profile." and the name of the dataset')
    .option("--namespace <namespace>", 'of the job (OPENLINEAGE_NAMESPACE, else "default")')
    .option("--url <url>", "where to send: nats://… or http://… (TIDEMARK_URL, else the OpenLineage configuration)")
    .option("--dry-run", "print the events, one a line, and send nothing")
    .option("--no-send", "print the profile, and send nothing")
    .option("--json", "print one line of JSON")
    .addHelpText("after", footer)
    .action(async (files: string, options: ProfileOptions) => {
      const { profile } = await import("./commands/profile.ts");
      await profile({ env, terminal, progress: createProgress(process.stderr) }, files, options);
    });
}
