import { assertionOf } from "#agent/client/quality.ts";
import { z } from "zod";

/** A row of `VerificationResult.checkResultsAsJson`. */
export const checkResult = z.object({
  check: z.string(),
  check_level: z.string(),
  constraint: z.string(),
  constraint_status: z.string(),
  constraint_message: z.string().nullish(),
});

type CheckResult = z.infer<typeof checkResult>;

/** Of constraints that are of the table as a whole, or say more than a column. */
const ofNoColumn = new Set(["Size", "Compliance", "CustomSql", "ColumnCount"]);

/**
 * What a constraint is of, and how it came out: `CompletenessConstraint(Completeness(id,None,None))`. Deequ tells what
 * was found of those alone that do not hold, and of none what was expected: that is a function.
 */
export function constraintResult(result: CheckResult): object {
  const { check, check_level: level, constraint, constraint_status: status, constraint_message: message } = result;
  const inner = /^\w+?Constraint\((.*)\)$/s.exec(constraint)?.[1] ?? constraint;
  const name = inner.replaceAll(/,None(?=[,)])/g, "");
  const kind = /^\w+/.exec(name)?.[0] ?? "constraint";
  const column = columnOf(kind, name);
  const actual = /^Value: (-?[\d.]+(?:E-?\d+)?) /.exec(message ?? "")?.[1];
  return assertionOf({
    name: `${check}: ${name}`,
    assertion: kind,
    success: status === "Success",
    severity: level === "Warning" ? "warn" : "error",
    ...(column !== undefined && { column }),
    ...(actual !== undefined && { actual: Number(actual) }),
  });
}

function columnOf(kind: string, name: string): string | undefined {
  const listed = /List\(([^)]*)\)/.exec(name)?.[1]?.split(",");
  if (listed !== undefined) return listed.length === 1 ? listed[0]?.trim() : undefined;
  return ofNoColumn.has(kind) ? undefined : /^\w+\(([^,()]+)/.exec(name)?.[1];
}
