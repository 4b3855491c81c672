import { assertionOf } from "#agent/client/quality.ts";
import type { DbtNode, DbtResult } from "./artifacts.ts";

/** What one of dbt's tests found. Undefined when it was skipped, or could not be run: then it says nothing of the data. */
export function assertion(test: DbtNode, result: DbtResult): object | undefined {
  if (!["pass", "warn", "fail"].includes(result.status)) return undefined;
  const sql = test.compiled_code ?? result.compiled_code;
  return assertionOf({
    name: test.name,
    assertion: test.test_metadata?.name ?? "custom_sql",
    success: result.status === "pass",
    severity: result.status === "warn" ? "warn" : severityOf(test),
    expected: expected(test, result),
    ...(test.column_name && { column: test.column_name }),
    ...(typeof result.failures === "number" && { actual: result.failures }),
    ...(test.description && { description: test.description }),
    ...(sql && { content: sql, contentType: "sql" }),
  });
}

/** Whether a test that failed lets dbt go on. */
export function severityOf(test: DbtNode): string {
  return (test.config?.severity ?? "error").toLowerCase();
}

/** dbt counts failing rows and says when there are too many: `!= 0`. */
function expected(test: DbtNode, { status }: DbtResult): string {
  const refused = (status === "warn" ? test.config?.warn_if : test.config?.error_if) ?? "!= 0";
  return refused === "!= 0" ? "0" : `not ${refused}`;
}
