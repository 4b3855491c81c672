import { Option } from "commander";
import type { Command } from "commander";
import { clientOf, withAddress } from "./address.ts";
import type { AddressOptions } from "./address.ts";
import type { CollectorClient } from "./collector-client.ts";
import type { DatasetOptions } from "./commands/datasets.ts";
import type { JobOptions } from "./commands/jobs.ts";
import type { QualityOptions } from "./commands/quality.ts";
import type { RunOptions } from "./commands/runs.ts";
import type { SchemaOptions } from "./commands/schema.ts";
import type { SignalOptions } from "./commands/signals.ts";
import type { SearchOptions } from "./commands/search.ts";
import type { ProgramOptions } from "./program-options.ts";
import type { Terminal } from "./terminal.ts";

/** The commands that ask what is known of jobs, runs, datasets, schemas and checks. */
export function addQuestions(program: Command, { env, terminal, notice }: ProgramOptions): void {
  const client = (options: AddressOptions): CollectorClient => clientOf(env, options, notice).client;
  addJobs(program, client, terminal);
  addRuns(program, client, terminal);
  addDatasets(program, client, terminal);
  addSchema(program, client, terminal);
  addQuality(program, client, terminal);
  addSignals(program, client, terminal);
  addSearch(program, client, terminal);
}

type ClientOf = (options: AddressOptions) => CollectorClient;

function addJobs(program: Command, client: ClientOf, terminal: Terminal): void {
  withList(withAsking(program.command("jobs")))
    .summary("jobs, or all of one")
    .description("Lists jobs. With a name: what that job reads and writes, what it waits for, its newest runs.")
    .argument("[job]", "namespace/name, or the name alone")
    .option("--namespace <namespace>", "only of this namespace")
    .option("--search <words>", "only with these words in name or description")
    .option("--type <type>", "only of this type: TASK, DAG, MODEL …")
    .option("--integration <name>", "only run by it: AIRFLOW, DBT, SPARK …")
    .option("--tag <tag>", "only with this tag: its key, or key=value")
    .option("--owner <name>", "only owned by it")
    .option("--dataset <dataset>", "only those that read or write it")
    .action(async (job: string | undefined, options: AddressOptions & JobOptions) => {
      const { listJobs, showJob } = await import("./commands/jobs.ts");
      if (job === undefined) await listJobs(client(options), terminal, options);
      else await showJob(client(options), terminal, job, options);
    });
}

function addRuns(program: Command, client: ClientOf, terminal: Terminal): void {
  withList(withAsking(program.command("runs")))
    .summary("runs, the newest first, or all of one")
    .description(
      "Lists runs, the newest first. With an id: what that run read and wrote, what was tested, what it cost.",
    )
    .argument("[run]", "its id")
    .option("--job <job>", "only of this job: namespace/name, or the name alone")
    .option("--dataset <dataset>", "only those that read or wrote it")
    .option("--state <states>", "only RUNNING, COMPLETE, ABORT, FAIL or UNKNOWN; several with commas between")
    .option("--search <words>", "only with these words in job, id or error")
    .option("--tag <tag>", "only with this tag: its key, or key=value")
    .option("--tree", "with an id: the run's parents, and all that it started")
    .action(async (run: string | undefined, options: AddressOptions & RunOptions) => {
      const { listRuns, showRun, showRunTree } = await import("./commands/runs.ts");
      if (run === undefined) await listRuns(client(options), terminal, options);
      else if (options.tree === true) await showRunTree(client(options), terminal, run, options);
      else await showRun(client(options), terminal, run, options);
    });
}

function addDatasets(program: Command, client: ClientOf, terminal: Terminal): void {
  withList(withAsking(program.command("datasets")))
    .summary("datasets, or all of one")
    .description("Lists datasets. With a name: that dataset's schema, and the jobs that read and write it.")
    .argument("[dataset]", "namespace/name, or the name alone")
    .option("--duplicates", "those that are probably one under two names, as what to write into tidemark.yml")
    .option("--namespace <namespace>", "only of this namespace")
    .option("--search <words>", "only with these words in name or description")
    .option("--type <type>", "only of this type: TABLE, VIEW, TOPIC …")
    .option("--tag <tag>", "only with this tag: its key, or key=value")
    .option("--owner <name>", "only owned by it")
    .option("--job <job>", "only those that it reads or writes")
    .option("--deleted", "only those that were dropped")
    .action(async (dataset: string | undefined, options: AddressOptions & DatasetOptions) => {
      const { listDatasets, showDataset } = await import("./commands/datasets.ts");
      if (options.duplicates === true) {
        const { listDuplicates } = await import("./commands/duplicates.ts");
        await listDuplicates(client(options), terminal, options);
      } else if (dataset === undefined) await listDatasets(client(options), terminal, options);
      else await showDataset(client(options), terminal, dataset, options);
    });
}

function addSchema(program: Command, client: ClientOf, terminal: Terminal): void {
  withAsking(program.command("schema"))
    .summary("the columns of a dataset, and how they changed")
    .description("Shows the columns of a dataset as they were last said, and the versions before.")
    .argument("<dataset>", "namespace/name, or the name alone")
    .addOption(new Option("--diff [A..B]", "what changed between two versions; the last two unless said"))
    .action(async (dataset: string, options: AddressOptions & SchemaOptions) => {
      const { showSchema, showSchemaDifference } = await import("./commands/schema.ts");
      if (options.diff === undefined) await showSchema(client(options), terminal, dataset, options);
      else await showSchemaDifference(client(options), terminal, dataset, options);
    });
}

function addQuality(program: Command, client: ClientOf, terminal: Terminal): void {
  withList(withAsking(program.command("quality")))
    .summary("results of checks, the newest first")
    .description("Lists results of quality checks, the newest first.")
    .option("--dataset <dataset>", "only of this dataset: namespace/name, or the name alone")
    .option("--job <job>", "only by runs of this job")
    .option("--run <run>", "only by this run")
    .option("--column <column>", "only of this column")
    .option("--assertion <assertion>", "only of this kind: not_null, unique …")
    .option("--severity <severity>", "only of this severity: error, warn …")
    .addOption(new Option("--failed", "only those that failed").conflicts("passed"))
    .addOption(new Option("--passed", "only those that passed").conflicts("failed"))
    .action(async (options: AddressOptions & QualityOptions) => {
      const { listQuality } = await import("./commands/quality.ts");
      await listQuality(client(options), terminal, options);
    });
}

function addSignals(program: Command, client: ClientOf, terminal: Terminal): void {
  withList(withAddress(program.command("signals")))
    .summary("what is late, short, wrong or at risk now")
    .description(
      "Lists what signals say now: what is in breach or at risk; with a dataset, a job or a signal, all that is said of it.",
    )
    .option("--state <states>", "only breach, at_risk, ok, learning, unknown or excused; several with commas between")
    .option("--signal <signal>", "only this one: freshness, volume, quality …")
    .option("--severity <severities>", "only info, warning, error or critical; several with commas between")
    .option("--dataset <dataset>", "only of this dataset: namespace/name, or the name alone")
    .option("--job <job>", "only of this job")
    .option("--owner <name>", "only of what it owns")
    .option("--search <words>", "only with these words in the name or what is said")
    .option("--json", "print one line of JSON")
    .action(async (options: AddressOptions & SignalOptions) => {
      const { listSignals } = await import("./commands/signals.ts");
      await listSignals(client(options), terminal, options);
    });
}

function addSearch(program: Command, client: ClientOf, terminal: Terminal): void {
  withPages(withAsking(program.command("search")))
    .summary("find jobs, datasets and columns; runs by their id")
    .description(
      "Finds jobs, datasets and columns by words in their names, descriptions, owners and tags; runs by their id.",
    )
    .argument("<words...>")
    .option("--kind <kinds>", "only DATASET, JOB, COLUMN or RUN; several with commas between")
    .action(async (words: readonly string[], options: AddressOptions & SearchOptions) => {
      const { searchFor } = await import("./commands/search.ts");
      await searchFor(client(options), terminal, words.join(" "), options);
    });
}

export function withAsking(command: Command): Command {
  return withAddress(command)
    .option("--as-of <time>", "what was known then: 2026-01-31T07:00:00Z, or 30m, 2h, 7d ago")
    .option("--json", "print one line of JSON");
}

function withPages(command: Command): Command {
  return command
    .option("--limit <count>", "at most so many, 1 to 1000", "50")
    .option("--cursor <cursor>", "go on where a page ended");
}

export function withList(command: Command): Command {
  return withPages(command)
    .option("--since <time>", "at or after: 2026-01-31T07:00:00Z, or 30m, 2h, 7d ago")
    .option("--until <time>", "before");
}
