/** What the agent has to tell a person. The set is closed, so that it can be counted and filtered. */
export type ReportCode =
  | "usage"
  | "config"
  | "event_invalid"
  | "event_too_large"
  | "event_rejected"
  | "delivery_failing"
  | "memory_full"
  | "spool_full"
  | "spool_unavailable"
  | "spool_slow"
  | "spool_damaged"
  | "closed"
  | "internal";

export interface Report {
  readonly code: ReportCode;
  /** One line for a person. Never holds the content of an event. */
  readonly message: string;
  /** How often it happened since it was last told. */
  readonly count: number;
}

export type OnReport = (report: Report) => void;

interface Told {
  at: number;
  suppressed: number;
}

/** Tells each code at most once per interval, with the number of times it happened in between. */
export class Reporter {
  readonly #told = new Map<ReportCode, Told>();
  readonly #onReport: OnReport;
  readonly #intervalMs: number;
  readonly #now: () => number;

  constructor(onReport: OnReport, intervalMs = 60_000, now: () => number = Date.now) {
    this.#onReport = onReport;
    this.#intervalMs = intervalMs;
    this.#now = now;
  }

  report(code: ReportCode, message: string): void {
    const now = this.#now();
    const told = this.#told.get(code);
    if (told !== undefined && now - told.at < this.#intervalMs) {
      told.suppressed++;
      return;
    }
    this.#told.set(code, { at: now, suppressed: 0 });
    this.#tell({ code, message, count: 1 + (told?.suppressed ?? 0) });
  }

  /** A host's own listener must not be able to break a pipeline either. */
  #tell(report: Report): void {
    try {
      this.#onReport(report);
    } catch (error) {
      process.stderr.write(`tidemark: onReport threw: ${String(error)}\n`);
    }
  }
}

/** The default listener: one line on standard error. */
export function reportToStderr(report: Report): void {
  const times = report.count > 1 ? ` (${report.count} times)` : "";
  process.stderr.write(`tidemark: ${report.message}${times}\n`);
}
