import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "#agent/contract/event.ts";
import { eventIdentity } from "#agent/contract/identity.ts";
import { importGx } from "#importers/gx/import-gx.ts";
import type { Imported } from "#importers/imported.ts";
import { importSoda } from "#importers/soda/import-soda.ts";

const fixtures = join(import.meta.dirname, "../../fixtures/imports");
const read = (file: string): string => readFileSync(join(fixtures, file), "utf8");

function end({ events }: Imported): RunEvent | undefined {
  return events.flatMap((event) => ("run" in event && event.eventType !== "START" ? [event] : []))[0];
}

describe("Great Expectations: a real result of a validation", () => {
  const imported = importGx("v.json", read("gx/validation.json"), { namespace: "gx" });

  test("each expectation with what was expected and found, in numbers alone", () => {
    const [checked] = end(imported)?.inputs ?? [];
    expect(checked).toMatchObject({ namespace: "shop", name: "orders" });
    expect(checked?.inputFacets?.dataQualityMetrics?.rowCount).toBe(4);
    expect(checked?.inputFacets?.dataQualityAssertions?.assertions).toMatchObject([
      {
        assertion: "expect_column_values_to_not_be_null",
        column: "customer_id",
        success: false,
        expected: '{"mostly":0.9}',
        actual: "25 % unexpected",
      },
      { assertion: "expect_column_values_to_be_in_set", expected: '{"value_set":["paid","refunded"]}', success: false },
      { assertion: "expect_table_row_count_to_be_between", success: true, actual: "4" },
      { assertion: "expect_column_max_to_be_between", column: "total", success: false, actual: "20" },
    ]);
    // A value that broke the rule is of a row, and stays where it is.
    expect(JSON.stringify(imported.events)).not.toContain("lost");
  });

  test("an expectation without arguments expects of no value to be unexpected", () => {
    const validation = JSON.parse(read("gx/validation.json"));
    delete validation.results[1].expectation_config.kwargs.mostly;
    const [first] =
      end(importGx("v.json", JSON.stringify(validation), { namespace: "gx" }))?.inputs?.[0]?.inputFacets
        ?.dataQualityAssertions?.assertions ?? [];
    expect(first).toMatchObject({ expected: "0 % unexpected", actual: "25 % unexpected" });
  });

  test("rows that were counted under a condition are not the table's", () => {
    const validation = JSON.parse(read("gx/validation.json"));
    for (const { expectation_config: config } of validation.results)
      config.kwargs.row_condition = {
        type: "comparison",
        column: { name: "status" },
        operator: "==",
        parameter: "paid",
      };
    const conditional = importGx("v.json", JSON.stringify(validation), { namespace: "gx" });
    expect(end(conditional)?.inputs?.[0]?.inputFacets?.dataQualityMetrics).toBeUndefined();
  });

  test("an expectation that raised an error is no result: the run says so", () => {
    expect(end(imported)).toMatchObject({ eventType: "FAIL", eventTime: "2026-11-27T05:14:47.924908+00:00" });
    expect(imported.notes).toEqual(["v.json: 1 of 5 expectations raised an error and have no result"]);
  });

  test("the same events each time, of the dataset a person names", () => {
    const dataset = "postgres://db:5432/shop.public.orders";
    const again = (): Imported => importGx("v.json", read("gx/validation.json"), { namespace: "gx", dataset });
    expect(again().events.map(eventIdentity)).toEqual(again().events.map(eventIdentity));
    expect(end(again())?.inputs).toMatchObject([{ namespace: "postgres://db:5432", name: "shop.public.orders" }]);
  });

  test("what is something else is told", () => {
    const options = { namespace: "gx" };
    expect(() => importGx("s.json", read("gx-checkpoint.json"), options)).toThrow(/^s.json: a summary of a checkpoint/);
    expect(() => importGx("s.json", "[]", options)).toThrow(/^s.json: /);
    expect(() => importGx("s.json", "{", options)).toThrow("s.json: it is not JSON");
  });
});

describe("Soda Core: a real scan", () => {
  const namespaces = { namespace: "soda", datasetNamespace: "postgres://db:5432", tablePrefix: "shop.public" };
  const imported = importSoda("scan.json", read("soda/scan.json"), namespaces);

  test("each check at its table, each number that was measured", () => {
    expect(end(imported)).toMatchObject({ eventType: "COMPLETE", job: { name: "soda.shop" } });
    const [checked, ...others] = end(imported)?.inputs ?? [];
    expect(others).toEqual([]);
    expect(checked).toMatchObject({ namespace: "postgres://db:5432", name: "shop.public.orders" });
    expect(checked?.inputFacets?.dataQualityAssertions?.assertions).toMatchObject([
      { assertion: "row_count", name: "row_count > 3", success: true, expected: "> 3", actual: "4" },
      { assertion: "schema", success: false },
      { assertion: "missing_count", column: "customer_id", success: false, expected: "= 0", actual: "1" },
      { assertion: "max", success: false, severity: "warn", expected: "<= 15", actual: "20" },
      { assertion: "invalid_count", column: "status", success: false, severity: "error" },
    ]);
    expect(checked?.inputFacets?.dataQualityMetrics).toMatchObject({
      rowCount: 4,
      columnMetrics: { customer_id: { nullCount: 1 }, total: { max: 20 } },
    });
  });

  test("a check that was not evaluated is no result", () => {
    const text = read("soda/scan.json").replace('"outcome": "pass"', '"outcome": null');
    const unknown = importSoda("scan.json", text, namespaces);
    expect(end(unknown)?.eventType).toBe("FAIL");
    expect(end(unknown)?.inputs?.[0]?.inputFacets?.dataQualityAssertions?.assertions).toHaveLength(4);
    expect(unknown.notes).toEqual(["scan.json: 1 of 5 checks could not be evaluated and have no result"]);
  });

  describe("with filters, failed rows, thresholds of all kinds and checks that raise errors", () => {
    const many = importSoda("scan.json", read("soda-errors.json"), namespaces);
    const [orders, customers] = end(many)?.inputs ?? [];

    test("the rows of a table are those of the whole, whatever else was counted", () => {
      expect(orders?.inputFacets?.dataQualityMetrics).toMatchObject({ rowCount: 4 });
      expect(customers?.inputFacets?.dataQualityMetrics).toMatchObject({
        rowCount: 1,
        columnMetrics: { name: { nullCount: 0 } },
      });
    });

    test("what is expected is what Soda lets pass; failed rows are no count of the table's", () => {
      const told = [orders, customers].flatMap(
        (table) =>
          table?.inputFacets?.dataQualityAssertions?.assertions.map(({ name, assertion, expected, actual }) =>
            [name, assertion, expected ?? "", actual ?? ""].join("; "),
          ) ?? [],
      );
      for (const each of [
        "a usual day; row_count; >= 10 and <= 20; 4",
        "duplicate_count(id) = 0; duplicate_count; = 0; 0",
        "missing_count(name) fail when between 1 and 5; missing_count; < 1 or > 5; 0",
        "no order is too large; failed_rows; ; 1",
        "no Bob; failed_rows; ; 0",
      ])
        expect(told).toContain(each);
    });

    test("the run fails with the first error, which is told", () => {
      const message = "some checks could not be evaluated and have no result: Filter not declared: paid";
      expect(end(many)?.run.facets?.errorMessage).toMatchObject({ message });
      expect(many.notes).toEqual([`scan.json: ${message}`]);
    });
  });
});
