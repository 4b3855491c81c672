import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "#agent/contract/event.ts";
import { constraintResult } from "#importers/deequ/constraint.ts";
import { importDeequ } from "#importers/deequ/import-deequ.ts";
import { metricsFacet } from "#importers/deequ/metrics.ts";
import { ImportError } from "#importers/imported.ts";

const fixtures = join(import.meta.dirname, "../../fixtures/imports/deequ");
const read = (file: string): string => readFileSync(join(fixtures, file), "utf8");
const dataset = "postgres://db:5432/shop.public.carts";
const options = { namespace: "quality", modified: new Date("2026-02-01T00:00:00Z"), dataset };

function completes(content: string, said: Parameters<typeof importDeequ>[2] = options): readonly RunEvent[] {
  const { events } = importDeequ("results.json", content, said);
  return events.flatMap((event) => ("run" in event && event.eventType !== "START" ? [event] : []));
}

const runOf = (file: string): string | undefined => completes(read(file))[0]?.run.runId;
const ofColumn = (name: string, value: number | null) => ({ entity: "Column", instance: "total", name, value });

describe("what PyDeequ wrote", () => {
  test("each constraint with its column, its check's level and what was found", () => {
    const [checked] = completes(read("checks.json"));
    expect(checked?.eventTime).toBe("2026-02-01T00:00:00.000Z");
    const assertions = checked?.inputs?.[0]?.inputFacets?.dataQualityAssertions?.assertions ?? [];
    expect(
      assertions.map(({ name, column, success, severity, actual }) => [name, column, success, severity, actual]),
    ).toEqual([
      ["orders: Size(None)", undefined, true, "error", undefined],
      ["orders: Completeness(id)", "id", true, "error", undefined],
      ["orders: Uniqueness(List(id))", "id", true, "error", undefined],
      ["orders: Completeness(total)", "total", false, "error", "0.6666666666666666"],
      [
        "orders: Compliance(status contained in new,paid,`status` IS NULL OR `status` IN ('new','paid'),List(status))",
        "status",
        false,
        "error",
        "0.6666666666666666",
      ],
      ["nice to have: Minimum(total)", "total", false, "warn", "2.5"],
    ]);
  });

  test("a repository's results are of their own time and table", () => {
    const { dataset: _, ...unnamed } = options;
    const [measured] = completes(read("repository.json"), { ...unnamed, datasetNamespace: "postgres://db:5432" });
    expect(measured?.eventTime).toBe("2026-01-31T00:00:00.000Z");
    expect(measured?.inputs?.[0]).toMatchObject({ namespace: "postgres://db:5432", name: "orders" });
  });

  test("imported again it is the same run, and what else was found then is another", () => {
    expect(runOf("checks.json")).toBe(runOf("checks.json"));
    expect(runOf("checks.json")).not.toBe(runOf("metrics.json"));
  });

  test("without a table it says what to say", () => {
    const { dataset: _, ...unnamed } = options;
    expect(() => importDeequ("results.json", read("checks.json"), unnamed)).toThrow(ImportError);
  });
});

describe("a constraint", () => {
  const result = { check: "c", check_level: "Error", constraint_status: "Success" };

  test.each([
    ["UniquenessConstraint(Uniqueness(List(id, day),None,None))", undefined],
    ["ComplianceConstraint(Compliance(rule,total > 0,None,List(),None))", undefined],
    ["ComplianceConstraint(Compliance(rule,total > 0))", undefined],
    ["CustomSqlConstraint(CustomSql(SELECT 1))", undefined],
    ["MaximumConstraint(Maximum(total,None,None))", "total"],
    ["RowLevelConstraint", undefined],
  ])("%s is of %s", (constraint, column) => {
    const told = { ...constraintResult({ ...result, constraint }) };
    expect("column" in told ? told.column || undefined : undefined).toBe(column);
  });

  test.each([
    ["Value: 1.0E-5 does not meet the constraint requirement!", "0.00001"],
    ["Value: -3 does not meet the constraint requirement!", "-3"],
    ["Input data does not include column total!", undefined],
    [null, undefined],
  ])("%s: %s was found", (message, actual) => {
    const constraint = "MaximumConstraint(Maximum(total,None,None))";
    const told = constraintResult({ ...result, constraint_status: "Failure", constraint, constraint_message: message });
    expect(told).toMatchObject({ success: false, ...(actual !== undefined && { actual }) });
    expect("actual" in told).toBe(actual !== undefined);
  });
});

describe("metrics", () => {
  const size = { entity: "Dataset", instance: "*", name: "Size", value: 8 };

  test("numbers of columns, and a share as a count of the rows", () => {
    const metrics = [
      size,
      ofColumn("Completeness", 0.75),
      ofColumn("Minimum", 1),
      ofColumn("Maximum", 9),
      ofColumn("Sum", 20),
      ofColumn("ApproxCountDistinct", 5),
    ];
    expect(metricsFacet(metrics)).toMatchObject({
      rowCount: 8,
      columnMetrics: { total: { nullCount: 2, min: 1, max: 9, sum: 20, distinctCount: 5 } },
    });
  });

  test("what has no number, no rows to be a share of, or another entity has no place", () => {
    expect(metricsFacet([ofColumn("Completeness", 0.75)])).toBeUndefined();
    expect(metricsFacet([ofColumn("Histogram", null), ofColumn("constructor", 1)])).toBeUndefined();
    expect(metricsFacet([{ ...ofColumn("Minimum", 1), entity: "Multicolumn" }])).toBeUndefined();
  });
});
