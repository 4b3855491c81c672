import type { Reporter } from "../delivery/reporter.ts";

/** Runs what must not harm the pipeline: what it throws is reported, not thrown. */
export type Guard = (method: string, action: () => void) => void;

export function createGuard(reporter: Reporter): Guard {
  return (method, action) => {
    try {
      action();
    } catch (error) {
      reporter.report("usage", `${method}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
}
