import type { LineageEvent } from "#agent/contract/event.ts";
import { EventMaker } from "../event-maker.ts";
import type { Imported } from "../imported.ts";
import type { DbtArtifacts } from "./artifacts.ts";
import { catalogEvents } from "./catalog-events.ts";
import { declaredJobs } from "./declared-jobs.ts";
import { freshnessEvents } from "./freshness-events.ts";
import { nodeEvents } from "./node-events.ts";
import { DbtProject } from "./project.ts";
import { rootEvents, rootRun } from "./root-run.ts";
import type { DbtContext } from "./root-run.ts";
import { testEvents } from "./test-events.ts";

export interface DbtNamespaces {
  readonly jobs: string;
  readonly datasets: string;
}

/** Commands whose results are of models that were built or tests that were run; others only compile. */
const commands = new Set(["build", "run", "test", "seed", "snapshot", "retry", "clone", "run-operation"]);

/**
 * dbt's artifacts as the events that its own OpenLineage wrapper would have sent: a run of the command,
 * below it one for each model, seed and snapshot, and one for the tests of each table.
 */
export function importDbt(artifacts: DbtArtifacts, namespaces: DbtNamespaces): Imported {
  const { runResults } = artifacts;
  const command = runResults?.args?.which ?? undefined;
  const ran = runResults !== undefined && (command === undefined || commands.has(command));
  const maker = new EventMaker("dbt");
  const project = new DbtProject(artifacts, namespaces.datasets);
  const common = { artifacts, project, maker, namespace: namespaces.jobs };
  const notes: string[] = [];
  const events: LineageEvent[] = [];
  if (ran) {
    const context: DbtContext = { ...common, runResults, command, root: rootRun(common, runResults) };
    events.push(...rootEvents(context), ...nodeEvents(context), ...testEvents(context));
    const skipped = runResults.results.filter(({ status }) => status === "skipped").length;
    if (skipped > 0)
      notes.push(`run_results.json: ${skipped} of ${runResults.results.length} nodes were skipped by dbt`);
  } else {
    if (runResults !== undefined)
      notes.push(
        `run_results.json is of \`dbt ${command}\`, which runs no model: what each is to read and write is imported`,
      );
    events.push(...declaredJobs(common));
  }
  events.push(...freshnessEvents(common), ...catalogEvents(common));
  return { events, notes };
}
