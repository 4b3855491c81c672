import { createHash } from "node:crypto";
import { around, chance } from "../company/chance.ts";
import { jobs } from "../company/jobs.ts";
import type { Job, Schedule, Stage } from "../company/model.ts";
import { planRun } from "../company/plan.ts";
import type { RunPlan } from "../company/plan.ts";
import { mishapOf } from "../company/story.ts";
import type { Story } from "../company/story.ts";
import { hourMs, volumeOfDay, volumeOfHour } from "../company/volume.ts";

/** A run as it happened. */
export interface PastRun {
  readonly runId: string;
  readonly plan: RunPlan;
  readonly start: number;
  readonly end: number;
  readonly outcome: { readonly kind: "complete" } | { readonly kind: "fail" | "abort"; readonly why: string };
}

/** All the runs that one stage did for one span of time, under a run of their own. */
export interface PastBatch {
  readonly runId: string;
  readonly stage: Stage;
  readonly schedule: Schedule;
  readonly nominal: { readonly start: number; readonly end: number };
  readonly start: number;
  readonly end: number;
  readonly runs: readonly PastRun[];
}

const minute = 60_000;
const dayMs = 24 * hourMs;
const stages: readonly Stage[] = ["ingest", "transform", "mart", "export"];
/** The nightly jobs start at 04:05 UTC. */
const nightly = 4 * hourMs + 5 * minute;

/** Everything that ended before the end of the story, in the `days` before it. Always the same for one story. */
export function timeline(days: number, story: Story): readonly PastBatch[] {
  const batches: PastBatch[] = [];
  for (let hour = story.end - days * dayMs; hour < story.end; hour += hourMs) {
    const span = { start: hour - hourMs, end: hour };
    batches.push(...stagesOf("hourly", span, hour + 2 * minute, story));
    if (hour % dayMs === 4 * hourMs) {
      const midnight = hour - 4 * hourMs;
      batches.push(...stagesOf("nightly", { start: midnight - dayMs, end: midnight }, midnight + nightly, story));
    }
  }
  return batches.filter(({ end }) => end < story.end);
}

/** One stage after the other, each when the one before has ended. */
function stagesOf(
  schedule: Schedule,
  nominal: PastBatch["nominal"],
  start: number,
  story: Story,
): readonly PastBatch[] {
  const batches: PastBatch[] = [];
  let ready = start;
  for (const stage of stages) {
    const due = jobs.filter((job) => job.stage === stage && job.schedule === schedule);
    if (due.length === 0) continue;
    const runs = runsOf(due, nominal, ready + 4000, story);
    const end = Math.max(...runs.map((run) => run.end)) + 2000;
    batches.push({
      runId: runIdOf(`${stage}.${schedule}`, nominal.start, ready),
      stage,
      schedule,
      nominal,
      start: ready,
      end,
      runs,
    });
    ready = end + 15_000;
  }
  return batches;
}

/** A job starts when those have ended that write what it reads. */
function runsOf(due: readonly Job[], nominal: PastBatch["nominal"], start: number, story: Story): readonly PastRun[] {
  const writtenAt = new Map<string, number>();
  return due.flatMap((job) => {
    const ready = Math.max(start, ...job.reads.map(({ name }) => (writtenAt.get(name) ?? 0) + 3000));
    const attempts = attemptsOf(job, nominal, ready, story);
    writtenAt.set(job.writes.name, attempts.at(-1)?.end ?? ready);
    return attempts;
  });
}

function attemptsOf(job: Job, nominal: PastBatch["nominal"], start: number, story: Story): readonly PastRun[] {
  const mishap = mishapOf(job, nominal.start, story);
  const volume = job.schedule === "hourly" ? volumeOfHour(nominal.start) : volumeOfDay(nominal.end);
  const failures = mishap?.kind === "retry" ? mishap.failures : mishap?.kind === "abort" ? 1 : 0;
  const runs: PastRun[] = [];
  let at = start;
  for (let attempt = 0; attempt <= failures; attempt++) {
    const seconds = job.seconds * around(`${job.name} ${at}`, 0.25) * (mishap?.kind === "slow" ? mishap.factor : 1);
    const broken = attempt < failures;
    const end = Math.round(at + seconds * 1000 * (broken ? 0.1 + 0.5 * chance(`${at} ${job.name}`) : 1));
    const plan = planRun(job, { volume, at, story, mishap });
    runs.push({
      runId: runIdOf(job.name, nominal.start, at),
      plan,
      start: at,
      end,
      outcome: outcomeOf(broken, mishap),
    });
    at = end + (mishap?.kind === "retry" ? mishap.waitMinutes : 1) * minute;
  }
  return runs;
}

function outcomeOf(broken: boolean, mishap: ReturnType<typeof mishapOf>): PastRun["outcome"] {
  if (!broken) return { kind: "complete" };
  if (mishap?.kind === "abort") return { kind: "abort", why: mishap.reason };
  return { kind: "fail", why: mishap?.kind === "retry" ? mishap.error : "unknown" };
}

/** A UUIDv7 of the start, whose random part is a digest of what the run is: the same run has it every time. */
function runIdOf(job: string, nominalStart: number, start: number): string {
  const time = Math.floor(start).toString(16).padStart(12, "0");
  const digest = createHash("sha256").update(`${job} ${nominalStart} ${start}`).digest("hex");
  const variant = (8 + (Number.parseInt(digest.slice(3, 4), 16) % 4)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(7, 19)}`;
}
