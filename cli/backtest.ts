import { Option } from "commander";
import type { Command } from "commander";
import type { BacktestOptions } from "./commands/alerts-backtest.ts";
import { createProgress } from "./progress.ts";
import type { ProgramOptions } from "./program-options.ts";

const footer = `
Nothing is sent and nothing is written down. Lineage and data are what was known at each moment; names, owners and tags are today's.

  tidemark alerts backtest --from 30d                               how noisy the last month would have been
  tidemark alerts backtest --from 30d --compare stricter.yml        and what other expectations would have done`;

/** `tidemark alerts backtest` */
export function addBacktest(alerts: Command, { env, terminal }: ProgramOptions): void {
  alerts
    .command("backtest")
    .summary("what the past would have told, with these expectations or others")
    .description(
      "Replays history: which incidents there would have been, when, for what, and whom they would have told.",
    )
    .argument(
      "[paths...]",
      "files of expectations, or where they are; else TIDEMARK_EXPECTATIONS, else the working directory",
    )
    .requiredOption("--from <time>", "replay from then: 2026-01-31, 2026-01-31T07:00:00Z, or 30d ago")
    .option("--to <time>", "until then; else now")
    .addOption(
      new Option("--every <time>", "how often it is judged, in the time that is replayed")
        .choices(["1m", "5m", "15m", "1h"])
        .default("15m"),
    )
    .option("--learn <days>", "days before --from that only teach what is usual", "60")
    .option("--compare <path>", "replay again with these expectations, and say what they change; may be repeated", also)
    .option("--signal <signal>", "only incidents with a breach of this one: freshness, volume, quality …")
    .option("--owner <name>", "only incidents whose cause it owns")
    .option("--url <url>", "of this collector (TIDEMARK_URL); else of the store that the configuration names")
    .option("--json", "print one line of JSON")
    .addHelpText("after", footer)
    .action(async (paths: readonly string[], options: BacktestOptions) => {
      const { backtestAlerts } = await import("./commands/alerts-backtest.ts");
      await backtestAlerts({ env, terminal, progress: createProgress(process.stderr) }, paths, options);
    });
}

function also(path: string, paths: readonly string[] = []): readonly string[] {
  return [...paths, path];
}
