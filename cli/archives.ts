import { Option } from "commander";
import type { Command } from "commander";
import { archiveFormats, compressions } from "#store/archive/archive-encoding.ts";
import type { ExportOptions } from "./commands/export.ts";
import type { ImportCommandOptions } from "./commands/import.ts";
import type { RetentionOptions } from "./commands/retention.ts";
import { addImports } from "./imports.ts";
import { createProgress } from "./progress.ts";
import type { ProgramOptions } from "./program-options.ts";

/** The commands that take events out of a store, bring them back, and let old ones go. */
export function addArchives(program: Command, io: ProgramOptions): void {
  addExport(program, io);
  addImport(program, io);
  addRetention(program, io);
}

const address = "ask this collector (TIDEMARK_URL); else the store that the configuration names";

function addExport(program: Command, { env, terminal, version }: ProgramOptions): void {
  program
    .command("export")
    .summary("events into files: Parquet, ORC, Avro, NDJSON")
    .description(
      "Exports the events received in a range of time, each once, into a directory with a file for each day and a\n" +
        "manifest, or into one file where --out ends like one. Stopped, the same command goes on where it was.\n" +
        "What `tidemark import` reads back is the same, row for row.",
    )
    .requiredOption("--out <path>", "a directory, a file (january.parquet, all.ndjson.zst …), or - for NDJSON")
    .addOption(new Option("--format <format>", "of the files; a file's name says it too").choices(archiveFormats))
    .option("--from <time>", "received at or after: 2026-01-31, 2026-01-31T07:00:00Z, or 7d ago; else all")
    .option("--to <time>", "received before; else now")
    .addOption(
      new Option("--by <time>", "which time the range is of").choices(["received", "event"]).default("received"),
    )
    .addOption(new Option("--compression <method>", "of NDJSON files").choices(compressions))
    .option("--payload-only", "NDJSON: the events as sent, without when they were received")
    .option("--url <url>", address)
    .option("--json", "print one line of JSON")
    .action(async (options: ExportOptions) => {
      const { exportCommand } = await import("./commands/export.ts");
      const progress = createProgress(process.stderr);
      await exportCommand({ env, terminal, version, progress, stdout: process.stdout }, options);
    });
}

function addImport(program: Command, { env, terminal }: ProgramOptions): void {
  const command = program
    .command("import")
    // Else options behind the name of a tool would be taken for those of the archive.
    .enablePositionalOptions()
    .summary("archived events into a store; artifacts of dbt and others")
    .description(
      "Imports exported events, or any OpenLineage events one a line, through the collector's own stages. What is\n" +
        "there already stays as it is, so that it can be run again. What is refused becomes a dead letter.\n\n" +
        "With the name of a tool: what that tool leaves in files, sent as the events it would have sent.\n" +
        "(A directory of that name is written ./dbt.)",
    )
    .usage("[options] <paths...>\n       tidemark import <tool> …")
    .argument("<paths...>", "files, or directories of them; what is in them is seen by their content")
    .option("--received-at <when>", "archived (else now), event-time, or now", "archived")
    .option("--dry-run", "say what would happen, and write nothing")
    .option("--url <url>", address)
    .option("--json", "print one line of JSON")
    .action(async (paths: readonly string[], options: ImportCommandOptions) => {
      const { importCommand } = await import("./commands/import.ts");
      await importCommand({ env, terminal, progress: createProgress(process.stderr) }, paths, options);
    });
  addImports(command, () => ({ env, terminal, progress: createProgress(process.stderr) }));
}

function addRetention(program: Command, { env, terminal }: ProgramOptions): void {
  program
    .command("retention")
    .summary("how long what is kept; what would go")
    .description(
      "Shows what each class of tables holds, what of it the TIDEMARK_RETENTION_* variables say would go, and why.\n" +
        "A running collector applies them every hour: it archives first, and drops what it has read back.",
    )
    .option("--dry-run", "change nothing, which is the default")
    .option("--apply", "drop it now")
    .option("--url <url>", address)
    .option("--json", "print one line of JSON")
    .action(async (options: RetentionOptions) => {
      const { retentionCommand } = await import("./commands/retention.ts");
      await retentionCommand({ env, terminal }, options);
    });
}
