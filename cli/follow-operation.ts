import { setTimeout as delay } from "node:timers/promises";
import type { OperationReport } from "#collector/operations.ts";
import type { CollectorClient } from "./collector-client.ts";
import { Failure } from "./failure.ts";
import { formatCount, formatDuration } from "./numbers.ts";

const pollMs = 250;
const toldEveryPolls = 5000 / pollMs;

/** Waits for the operation that runs, telling of each step when it begins and every few seconds. */
export async function followOperation(client: CollectorClient, tell: (text: string) => void): Promise<OperationReport> {
  let told = "";
  for (let poll = 1; ; poll++) {
    const report = await client.operation();
    if (report.state === "failed" || report.state === "stopped") throw new Failure(operationText(report));
    if (report.state !== "running") return report;
    if (report.step !== "" && (report.step !== told || poll % toldEveryPolls === 0)) {
      told = report.step;
      tell(`  ${report.step.padEnd(22)} ${formatCount(report.done)} of ${formatCount(report.total)}`);
    }
    await delay(pollMs);
  }
}

/** For a person: what it is at, or how it ended. */
export function operationText({ name, state, step, startedAt, endedAt, error }: OperationReport): string {
  if (startedAt === null) return "Nothing was rebuilt or replayed since the collector started.";
  const seconds = (Date.parse(endedAt ?? new Date().toISOString()) - Date.parse(startedAt)) / 1000;
  switch (state) {
    case "running":
      return `A ${name} runs, for ${formatDuration(seconds)}${step === "" ? "" : `, at ${step}`}.`;
    case "failed":
      return `The ${name} failed: ${error}. What was there before is in use.`;
    case "stopped":
      return `The ${name} was stopped. What was there before is in use; asked for again, it goes on.`;
    default:
      return `The last ${name} took ${formatDuration(seconds)}.`;
  }
}
