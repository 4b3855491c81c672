import type { Command } from "commander";
import type { AliasOptions } from "./commands/alias.ts";
import { createProgress } from "./progress.ts";
import type { ProgramOptions } from "./program-options.ts";

const footer = `
For good, and for many at once, write it into tidemark.yml (names: docs/integrations/names.md); \`tidemark datasets --duplicates\` proposes what.
Nothing that was sent is changed: names are resolved when they are read.
--remove takes back all that was said until now of other names of the dataset, by producers too. For example:
  tidemark alias airflow/public.orders postgres://db:5432/shop.public.orders`;

/** `tidemark alias`: two names of one dataset. */
export function addAlias(program: Command, { env, terminal }: ProgramOptions): void {
  program
    .command("alias")
    .summary("say that two names are one dataset")
    .description("Says that a dataset is another one under another name: it is shown by the second name from then on.")
    .argument("<other>", "postgres://db:5432/shop.public.orders, or namespace/name")
    .argument("[shown]", "likewise: the name that is to be shown")
    .option("--remove", "take back what was said of other names of <other>")
    .option("--dry-run", "print the event, and send nothing")
    .option("--url <url>", "where to send: nats://… or http://… (TIDEMARK_URL, else the OpenLineage configuration)")
    .option("--timeout <seconds>", "give up when nothing was confirmed for so long (default 30)")
    .option("--json", "print one line of JSON as the summary")
    .addHelpText("after", footer)
    .action(async (other: string, shown: string | undefined, options: AliasOptions) => {
      const { alias } = await import("./commands/alias.ts");
      await alias({ env, terminal, progress: createProgress(process.stderr) }, other, shown, options);
    });
}
