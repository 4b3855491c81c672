import type { Stage } from "../company/model.ts";
import type { Round, RoundResult, RunResult } from "../live/round.ts";
import type { StageResults } from "../live/stages.ts";
import { count, timeOfDay } from "./screen.ts";
import type { Screen } from "./screen.ts";

/** Job by job, for the first round, so that a person learns what there is. */
export function showJobs(screen: Screen, round: Round, results: StageResults): void {
  for (const [index, [stage, { runs }]] of [...results].entries()) {
    const time = index === 0 ? timeOfDay(round.start) : "";
    const jobs = runs.map((run) => `${mark(screen, run)} ${shortName(run.job)}${rowsOf(run)}`);
    screen.items(`  ${time.padEnd(8)}  ${screen.style("dim", stage.padEnd(9))}`, jobs, "  ");
  }
}

/** The whole round in one line. */
export function showRound(screen: Screen, round: Round, results: StageResults): void {
  const stages = [...results].map(([stage, result]) => stageText(screen, stage, result));
  const rows = [...results.values()]
    .flatMap(({ runs }) => runs)
    .reduce((sum, run) => sum + (run.kind === "complete" ? run.rows : 0), 0);
  const items = [...stages, screen.style("dim", `${count(rows)} rows`)];
  screen.items(`  ${timeOfDay(round.start)} `, items, "   ");
}

function stageText(screen: Screen, stage: Stage, { runs }: RoundResult): string {
  const failed = runs.filter(({ kind }) => kind === "failed");
  const waiting = runs.filter(({ kind }) => kind === "waits");
  const complete = runs.length - failed.length - waiting.length;
  if (failed.length > 0)
    return `${screen.style("red", "✗")} ${stage}: ${failed.map(({ job }) => shortName(job)).join(", ")} failed`;
  if (complete === 0) return `${screen.style("yellow", "○")} ${stage} waits`;
  if (waiting.length > 0) return `${screen.style("yellow", "○")} ${stage} ${complete} of ${runs.length}`;
  return `${screen.style("green", "✓")} ${stage} ${complete}`;
}

function mark(screen: Screen, run: RunResult): string {
  if (run.kind === "complete") return screen.style("green", "✓");
  return run.kind === "failed" ? screen.style("red", "✗") : screen.style("yellow", "○");
}

function rowsOf(run: RunResult): string {
  return run.kind === "complete" ? ` ${count(run.rows)}` : "";
}

function shortName(job: string): string {
  return job.slice(job.indexOf(".") + 1);
}
