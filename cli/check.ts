import type { Command } from "commander";
import { clientOf } from "./address.ts";
import type { AddressOptions } from "./address.ts";
import { Failure } from "./failure.ts";
import { exitCodes } from "./exit-codes.ts";
import { parseSince } from "./numbers.ts";
import type { ProgramOptions } from "./program-options.ts";

interface Options extends AddressOptions {
  readonly offline?: true;
  readonly dataset?: readonly string[];
  readonly job?: readonly string[];
  readonly summary?: true;
  readonly strict?: true;
  readonly at?: string;
  readonly json?: true;
  readonly schema?: string | true;
}

const footer = `
Finds tidemark.yml, *.tidemark.yml and tidemark/*.yml below each path (the working directory when none is given).
With a collector (--url or TIDEMARK_URL) it looks at all that the collector knows, with what tags and facets say;
without one at the names in the files. Ends with 1 when something is wrong. The format: docs/expectations.md`;

/** \`tidemark check\`: what the files of expectations say. */
export function addCheck(program: Command, { env, terminal }: ProgramOptions): void {
  program
    .command("check")
    .summary("what is expected of the data, and whether the files that say so are right")
    .description("Checks files of expectations, and shows what each dataset and job ends up with and why.")
    .argument("[paths...]", "files, or directories to search")
    .option(
      "--dataset <name>",
      "only this dataset, known or not: namespace/name, or the name alone; may be repeated",
      also,
    )
    .option("--job <name>", "only this job; may be repeated", also)
    .option("--summary", "one line for each")
    .option("--strict", "warnings end with 1 too")
    .option("--at <time>", "deadlines from this time on, in place of now: 2026-03-28, 2026-03-28T23:00:00Z")
    .option("--url <url>", "a collector whose datasets and jobs are looked at (TIDEMARK_URL)")
    .option("--offline", "ask no collector, even with TIDEMARK_URL")
    .option("--json", "print one line of JSON")
    .option("--schema [of]", "print the JSON Schema for editors: of expectations, or of a calendar")
    .addHelpText("after", footer)
    .action(async (paths: readonly string[], options: Options) => {
      const { check, printSchema } = await import("./commands/check.ts");
      if (options.schema !== undefined) return printSchema(terminal, options.schema);
      const asked = options.offline !== true && (options.url ?? env["TIDEMARK_URL"] ?? "") !== "";
      const client = asked ? clientOf(env, options).client : undefined;
      return check(client, terminal, { ...options, paths, at: timeOf(options.at) });
    });
}

function also(name: string, names: readonly string[] = []): readonly string[] {
  return [...names, name];
}

function timeOf(text: string | undefined): Date {
  const now = new Date();
  const time = text === undefined ? now : parseSince(text, now);
  if (time === undefined) throw new Failure(`--at: not a time: ${text}`, exitCodes.usage);
  return time;
}
