/** The package has no types of its own. */
declare module "@bcoe/v8-coverage" {
  import type { Profiler } from "node:inspector";

  /** What `NODE_V8_COVERAGE` writes when a process ends, and the inspector's `Profiler.takePreciseCoverage` gives. */
  export interface ProcessCov {
    readonly result: readonly Profiler.ScriptCoverage[];
  }

  export function mergeProcessCovs(processes: readonly ProcessCov[]): ProcessCov;
}
