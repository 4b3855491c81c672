/**
 * The lines that the tests ran: in their own processes, as vitest has measured, and in the processes that they started, as Node
 * has (`NODE_V8_COVERAGE`). Much of Tidemark is only ever seen from outside, as a command or as a collector that is killed.
 *
 * `node .ci/coverage.ts coverage/coverage-final.json coverage/children 85` exits with 1 below that percentage of lines.
 */
import { mergeProcessCovs } from "@bcoe/v8-coverage";
import type { ProcessCov } from "@bcoe/v8-coverage";
import { createCoverageMap } from "@vitest/istanbul-lib-coverage";
import type { CoverageMap } from "@vitest/istanbul-lib-coverage";
import { convert } from "ast-v8-to-istanbul";
import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAst } from "vite";

const [ownFile = "", childDirectory = "", least = "0"] = process.argv.slice(2);
const all: CoverageMap = createCoverageMap(JSON.parse(readFileSync(ownFile, "utf8")));
const ownPercent = all.getCoverageSummary().lines.pct;

/** What vitest does not report on is not counted here either. */
const counted = new Set(all.files());
const byChildren: ProcessCov = mergeProcessCovs(
  readdirSync(childDirectory).map((name) => {
    const { result }: ProcessCov = JSON.parse(readFileSync(join(childDirectory, name), "utf8"));
    return { result: result.filter(({ url }) => url.startsWith("file:") && counted.has(fileURLToPath(url))) };
  }),
);
for (const coverage of byChildren.result) {
  // Types are stripped in place: each character stands where it stands in the file.
  const code = stripTypeScriptTypes(readFileSync(fileURLToPath(coverage.url), "utf8"));
  all.merge(await convert({ code, coverage, ast: parseAst(code) }));
}

const { lines } = all.getCoverageSummary();
console.log(`lines run by tests: ${lines.pct} % of ${lines.total}; by their own processes alone ${ownPercent} %`);
const isFew = ({ pct }: { readonly pct: number | string }): boolean => Number(pct) < Number(least);
if (isFew(lines)) {
  for (const file of all.files()) {
    const ofFile = all.fileCoverageFor(file).toSummary().lines;
    if (isFew(ofFile)) console.log(`  ${ofFile.pct} %, ${ofFile.total - ofFile.covered} lines not run: ${file}`);
  }
  console.error(`fewer than ${least} % of the lines were run`);
  process.exitCode = 1;
}
