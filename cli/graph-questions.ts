import { Option } from "commander";
import type { Command } from "commander";
import { clientOf } from "./address.ts";
import type { AddressOptions } from "./address.ts";
import type { ImpactOptions } from "./commands/impact.ts";
import type { LineageOptions } from "./commands/lineage.ts";
import type { WhyOptions } from "./commands/why.ts";
import type { ProgramOptions } from "./program-options.ts";
import { withAsking } from "./questions.ts";

const named = "namespace/name, or the name alone; or DATASET.COLUMN";

/** The commands that ask how datasets depend on each other. */
export function addGraphQuestions(program: Command, { env, terminal, notice }: ProgramOptions): void {
  withBounds(withAsking(program.command("lineage")))
    .summary("where a dataset or a column comes from, and where it goes")
    .description("Draws what a dataset, or a column of it, is made from and what is made from it.")
    .argument("<dataset>", named)
    .addOption(new Option("--direction <way>", "which way").choices(["upstream", "downstream", "both"]).default("both"))
    .option("--columns", "how each of its columns comes from columns")
    .addOption(
      new Option("--format <format>", "as what to draw it").choices(["tree", "mermaid", "dot"]).default("tree"),
    )
    .action(async (dataset: string, options: AddressOptions & LineageOptions) => {
      const { showLineage } = await import("./commands/lineage.ts");
      await showLineage(clientOf(env, options, notice).client, terminal, dataset, options);
    });
  withBounds(withAsking(program.command("impact")))
    .summary("who is hurt when a dataset or a column is wrong")
    .description(
      "Lists what is made from a dataset, or a column of it: by steps, with owners, last runs and consumers.",
    )
    .argument("<dataset>", named)
    .action(async (dataset: string, options: AddressOptions & ImpactOptions) => {
      const { showImpact } = await import("./commands/impact.ts");
      await showImpact(clientOf(env, options, notice).client, terminal, dataset, options);
    });
  withAsking(program.command("why"))
    .summary("what is behind the trouble of a dataset")
    .description(
      "Walks upstream to the furthest dataset that fails, is late or has changed, and prints the chain down from it.\n" +
        "Late: not written for longer than 1.5 times the longest of its last 20 gaps between writes.",
    )
    .argument("<dataset>", "namespace/name, or the name alone")
    .option("--since <time>", "changes since then count (a week): 2026-01-31T07:00:00Z, or 30m, 2h, 7d ago")
    .option("--limit <count>", "look at so many datasets at most, up to 100000")
    .action(async (dataset: string, options: AddressOptions & WhyOptions) => {
      const { showWhy } = await import("./commands/why.ts");
      await showWhy(clientOf(env, options, notice).client, terminal, dataset, options);
    });
}

function withBounds(command: Command): Command {
  return command
    .option("--depth <steps>", "at most so many steps")
    .option("--limit <count>", "at most so many datasets each way, up to 100000 (1000)")
    .option("--since <time>", "only edges seen since: 2026-01-31T07:00:00Z, or 30m, 2h, 7d ago");
}
