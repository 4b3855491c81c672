import type { QualityExpectation } from "../expectations/expectations.ts";
import { compilePattern } from "../expectations/resolve/pattern.ts";
import { severities } from "../expectations/schema/forms.ts";
import type { Severity } from "../expectations/schema/forms.ts";
import type { CheckFact } from "../facts/fact.ts";
import type { DatasetFacts } from "../facts/thing-facts.ts";
import type { Verdict } from "../verdict.ts";
import { goodAt, makeVerdict } from "./make-verdict.ts";
import type { About } from "./make-verdict.ts";

/** A verdict for each check that has been run, by its last result. */
export function judgeQuality(about: About, expected: QualityExpectation, { checks }: DatasetFacts): readonly Verdict[] {
  return [...checks.values()].flatMap(({ ended: results }) => {
    const last = results.at(-1);
    if (last === undefined) return [];
    const severity = severityOf(last, expected) ?? about.severity;
    if (severity === "off") return [];
    // The first failure since it last held.
    const held = results.findLastIndex(({ success }) => success);
    const failing = results.slice(held + 1);
    const { job, runId, assertion, column, name } = last;
    return [
      makeVerdict(
        { ...about, severity },
        {
          aspect: aspectOf(last),
          state: last.success ? "ok" : "breach",
          since: failing[0]?.at ?? last.at,
          unit: "count",
          observed: failing.length,
          expected: 0,
          upper: 0,
          summary: last.success ? `${checkText(last)} held` : `${checkText(last)} failed${valuesText(last)}`,
          evidence: {
            check: { assertion, column, name },
            ...goodAt(results[held]?.at),
            ...(runId === "" ? {} : { run: { job, runId, error: null, endedAt: null } }),
          },
        },
      ),
    ];
  });
}

function aspectOf({ assertion, column, name, ordinal }: CheckFact): string {
  const where = [column, name === "" ? assertion : name].filter((part) => part !== "").join(" ");
  return ordinal > 1 ? `${where} ${ordinal}` : where;
}

function checkText({ assertion, column, name }: CheckFact): string {
  return `${name === "" ? assertion : name}${column === "" ? "" : ` of ${column}`}`;
}

function valuesText({ expected, actual }: CheckFact): string {
  if (actual === "" && expected === "") return "";
  return `: ${actual === "" ? "not" : actual}${expected === "" ? "" : `, expected ${expected}`}`;
}

/** What the files say of the check, else of all checks, else what the producer of the check says. */
function severityOf(check: CheckFact, { severity, checks }: QualityExpectation): Severity | "off" | undefined {
  const said = checks.findLast(
    ({ assertion, column }) => fits(assertion, check.assertion) && fits(column, check.column),
  );
  return said?.severity ?? severity ?? producerSeverity(check.severity);
}

function fits(pattern: string | undefined, text: string): boolean {
  return pattern === undefined || compilePattern(pattern).matches(text);
}

function producerSeverity(said: string): Severity | undefined {
  const word = said.toLowerCase();
  if (word.startsWith("warn")) return "warning";
  return severities.find((each) => each === word);
}
