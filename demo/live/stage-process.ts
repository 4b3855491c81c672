import { setTimeout as delay } from "node:timers/promises";
import { createAgent } from "#agent/index.ts";
import type { Agent, Run } from "#agent/index.ts";
import { describeInputs, describeOutputs, jobInput } from "../company/describe-run.ts";
import { jobs } from "../company/jobs.ts";
import type { Job, Stage } from "../company/model.ts";
import { blockingCheck, planRun } from "../company/plan.ts";
import type { RunPlan } from "../company/plan.ts";
import type { Connection } from "../connection.ts";
import { liveTransport, patientSpool } from "../connection.ts";
import { batchJob } from "../history/replay.ts";
import { volumeOfDay } from "../company/volume.ts";
import { liveVolume } from "./live-volume.ts";
import type { Backfill, Round, RoundResult, RunResult, StageMessage } from "./round.ts";

/** What the process is told, as JSON in its first argument. */
export interface StageTask {
  readonly stage: Stage;
  readonly connection: Connection;
  readonly spool: string;
}

class CheckFailed extends Error {
  override readonly name = "CheckFailed";
}

/** Runs the jobs of one stage, as the company's own program would: the agent is told what happens, and nothing else here knows of Tidemark. */
class StageRunner {
  readonly #stage: Stage;
  readonly #agent: Agent;

  constructor({ stage, connection, spool }: StageTask) {
    this.#stage = stage;
    this.#agent = createAgent({
      transport: liveTransport(connection),
      producer: "https://harbour-finch.example/pipelines",
      spool: patientSpool(spool),
      env: {},
    });
  }

  async run(round: Round): Promise<RoundResult> {
    const late = new Set(round.late);
    const runs: RunResult[] = [];
    const due = jobs.filter(({ stage }) => stage === this.#stage);
    const runDue = async (): Promise<void> => {
      for (const job of due) {
        const result = job.reads.some(({ name }) => late.has(name)) ? waits(job, late) : await this.#runJob(job, round);
        if (result.kind !== "complete") late.add(job.writes.name);
        runs.push(result);
      }
      const failed = runs.filter(({ kind }) => kind === "failed").map(({ job }) => job);
      if (failed.length > 0) throw new Error(`failed: ${failed.join(", ")}`);
    };
    // When everything waits nothing runs, as with any scheduler: what is late is told by silence.
    if (due.some((job) => !job.reads.some(({ name }) => late.has(name)))) {
      const nominalTime = { start: new Date(round.start), end: new Date(round.end) };
      await this.#agent.run(batchJob(`${this.#stage}.live`), { nominalTime }, runDue).catch(() => undefined);
    } else {
      for (const job of due) {
        runs.push(waits(job, late));
        late.add(job.writes.name);
      }
    }
    const counts = await this.#agent.flush(20_000);
    return { runs, late: [...late], counts, events: counts.confirmed - this.#agent.stats().adopted };
  }

  /** The same job for spans that are long over: nothing that is due today. */
  async backfill({ job: name, spans, story }: Backfill): Promise<RoundResult> {
    const job = jobs.find((each) => each.name === name);
    if (job === undefined) throw new Error(`there is no job ${name}`);
    const runs: RunResult[] = [];
    for (const { start, end } of spans) {
      const plan = planRun(job, { volume: volumeOfDay(end), at: Date.now(), story });
      const nominalTime = { start: new Date(start), end: new Date(end) };
      await this.#agent.run(jobInput(job), { nominalTime }, async (run) => {
        describeInputs(run, plan);
        describeOutputs(run, plan);
      });
      runs.push({ kind: "complete", job: name, rows: plan.writes.rows });
    }
    const counts = await this.#agent.flush(20_000);
    return { runs, late: [], counts, events: counts.confirmed - this.#agent.stats().adopted };
  }

  async close(): Promise<void> {
    await this.#agent.close(10_000);
  }

  async #runJob(job: Job, round: Round): Promise<RunResult> {
    const plan = planRun(job, { volume: liveVolume(job, round), at: Date.now(), story: round.story });
    const nominalTime = { start: new Date(round.start), end: new Date(round.end) };
    try {
      await this.#agent.run(jobInput(job), { nominalTime }, async (run) => work(run, plan, round));
      return { kind: "complete", job: job.name, rows: plan.writes.rows };
    } catch (error) {
      return { kind: "failed", job: job.name, why: error instanceof Error ? error.message : String(error) };
    }
  }
}

async function work(run: Run, plan: RunPlan, { workMs }: Round): Promise<void> {
  describeInputs(run, plan);
  await delay(workMs * (plan.job.seconds / 260));
  describeOutputs(run, plan);
  const broken = blockingCheck(plan);
  if (broken === undefined) return;
  const { dataset } = plan.writes;
  throw new CheckFailed(`${dataset.name}: "${broken.name}" found ${broken.actual}, expected ${broken.expected}`);
}

function waits(job: Job, late: ReadonlySet<string>): RunResult {
  const missing = job.reads.map(({ name }) => name).filter((name) => late.has(name));
  return { kind: "waits", job: job.name, for: missing };
}

const runner = new StageRunner(JSON.parse(process.argv[2] ?? "{}"));

process.on("message", (message: StageMessage) => {
  if (message.kind === "end") return process.disconnect?.();
  const done = message.kind === "run" ? runner.run(message.round) : runner.backfill(message.backfill);
  void done.then((result) => process.connected && process.send?.(result));
});

// At the end, and when the demo is gone without a word: what is then not confirmed stays in the spool for the next start.
process.on("disconnect", () => void runner.close());
