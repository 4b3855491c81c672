import type { Logger } from "./telemetry/logger.ts";

/** A long work on the whole store, and how far it is. */
export interface OperationReport {
  /** What it is: `rebuild`, `replay`; empty before the first. */
  readonly name: string;
  readonly state: "idle" | "running" | "done" | "failed" | "stopped";
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** What it is at, and how far: events or runs. */
  readonly step: string;
  readonly done: number;
  readonly total: number;
  /** What it had to say at its end. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly error: string;
}

export type Progress = (step: string, done: number, total: number) => void;
export type Work = (progress: Progress, signal: AbortSignal) => Promise<Readonly<Record<string, unknown>>>;

/** One at a time. */
export interface Operations {
  readonly report: () => OperationReport;
  /** False while another runs. */
  readonly begin: (name: string, work: Work) => boolean;
  /** Stops the one that runs, at its next step. */
  readonly close: () => Promise<void>;
}

const idle: OperationReport = {
  name: "",
  state: "idle",
  startedAt: null,
  endedAt: null,
  step: "",
  done: 0,
  total: 0,
  result: {},
  error: "",
};

export function createOperations(logger: Logger): Operations {
  const stopping = new AbortController();
  let report = idle;
  let ended = Promise.resolve();

  const run = async (name: string, work: Work): Promise<void> => {
    const progress: Progress = (step, done, total) => {
      report = { ...report, step, done, total };
    };
    try {
      const result = await work(progress, stopping.signal);
      report = { ...report, state: "done", result };
      logger.info({ ...result }, `${name}: done`);
    } catch (error) {
      if (stopping.signal.aborted) report = { ...report, state: "stopped" };
      else {
        report = { ...report, state: "failed", error: error instanceof Error ? error.message : String(error) };
        logger.error({ err: error }, `${name}: failed`);
      }
    }
    report = { ...report, endedAt: new Date().toISOString() };
  };
  return {
    report: () => report,
    begin(name, work) {
      if (report.state === "running" || stopping.signal.aborted) return false;
      report = { ...idle, name, state: "running", startedAt: new Date().toISOString() };
      ended = run(name, work);
      return true;
    },
    async close() {
      stopping.abort();
      await ended;
    },
  };
}
