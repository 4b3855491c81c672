import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Stage } from "../company/model.ts";
import type { Connection } from "../connection.ts";
import type { Backfill, Round, RoundResult, StageMessage } from "./round.ts";
import type { StageTask } from "./stage-process.ts";

export const stageNames: readonly Stage[] = ["ingest", "transform", "mart", "export"];

export type StageResults = ReadonlyMap<Stage, RoundResult>;

/** The processes of the company, one a stage. */
export interface Stages {
  /** Each stage in turn; what one did not write makes the next ones wait. */
  run(round: Round): Promise<StageResults>;
  close(): Promise<void>;
}

export function startStages(connection: Connection, directory: string): Stages {
  const processes = new Map(stageNames.map((stage) => [stage, startStage(stage, connection, directory)]));
  return {
    async run(round) {
      const results = new Map<Stage, RoundResult>();
      let late = round.late;
      for (const [stage, child] of processes) {
        const result = await ask(child, { kind: "run", round: { ...round, late } });
        results.set(stage, result);
        late = result.late;
      }
      return results;
    },
    async close() {
      await Promise.all([...processes.values()].map(end));
    },
  };
}

/** A stage's process that computes the past again, and ends. */
export async function runBackfill(
  stage: Stage,
  backfill: Backfill,
  connection: Connection,
  directory: string,
): Promise<RoundResult> {
  const child = startStage(stage, connection, join(directory, "backfill"));
  try {
    return await ask(child, { kind: "backfill", backfill });
  } finally {
    await end(child);
  }
}

function startStage(stage: Stage, connection: Connection, directory: string): ChildProcess {
  const task: StageTask = { stage, connection, spool: join(directory, "spool", stage) };
  // A group of its own: an interrupt typed at the terminal reaches the demo, which lets the round end.
  return fork(join(import.meta.dirname, "stage-process.ts"), [JSON.stringify(task)], { detached: true });
}

function ask(child: ChildProcess, message: StageMessage): Promise<RoundResult> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`a pipeline's process ended with code ${code}`));
    child.once("exit", onExit);
    child.once("message", (result: RoundResult) => {
      child.off("exit", onExit);
      resolve(result);
    });
    child.send(message);
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  if (child.connected) child.send({ kind: "end" } satisfies StageMessage);
  const force = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(force);
}
