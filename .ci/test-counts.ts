/** Prints vitest's counts as one plain line, for machines that read the log of `.ci/run`. */
import { readFileSync } from "node:fs";

interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly numPendingTests: number;
}

const path = process.argv[2] ?? "coverage/results.json";
const results: Results = JSON.parse(readFileSync(path, "utf8"));
// A file that could not be loaded has no failed test, but it failed.
const failed = Math.max(results.numFailedTests, results.numFailedTestSuites > 0 ? 1 : 0);
console.log(`${results.numPassedTests} passed, ${failed} failed, ${results.numPendingTests} skipped`);
process.exitCode = failed === 0 && results.numPassedTests > 0 ? 0 : 1;
