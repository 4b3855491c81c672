import type { JsonObject } from "#agent/contract/json.ts";
import type { EventRow } from "#store/tables/events.ts";
import type { DatasetMention } from "./dataset-mention.ts";
import { facet, list, object, scalarText, text } from "./json-readers.ts";

type AssertionResult = EventRow["assertions"][number];

/** How bad a failure of a check is, by the check's kind, where the run says it apart from the result. */
export type Severities = ReadonlyMap<string, string>;

/** As Dagster has it, whose results leave it out. */
export function severities(runFacets: JsonObject): Severities {
  const checks = list(facet(runFacets, "dagster_asset_check")?.["checks"]).map(object);
  return new Map(checks.map(({ assertion, severity }) => [text(assertion), text(severity)]));
}

/**
 * Results of checks on a dataset. The specification puts them in `inputFacets`, dbt in `facets` and
 * often once more in `inputFacets`. One without a truth value is no result.
 */
export function assertions(mention: DatasetMention, unsaid: Severities, into: AssertionResult[]): void {
  const ofDataset = said(mention.facets);
  for (const item of [...ofDataset, ...unrepeated(said(mention.useFacets), ofDataset)]) {
    const { assertion, success, column, ...details } = object(item);
    if (typeof success !== "boolean") continue;
    into.push({
      dataset_namespace: mention.namespace,
      dataset_name: mention.name,
      column: text(column),
      assertion: text(assertion),
      success,
      ...common(details, unsaid.get(text(assertion))),
    });
  }
}

function said(facets: JsonObject): readonly unknown[] {
  const standard = facet(facets, "dataQualityAssertions");
  if (standard !== undefined) return list(standard["assertions"]);
  return list(facet(facets, "greatExpectations_assertions")?.["assertions"]).map(asStandard);
}

/** A result as the action of Great Expectations writes it, which has no standard facet. */
function asStandard(item: unknown): JsonObject {
  const { expectationType, ...result } = object(item);
  return expectationType === undefined ? result : { ...result, assertion: expectationType };
}

/** Those not said before to the letter: two results of unlike checks may fill the same columns. */
function unrepeated(items: readonly unknown[], before: readonly unknown[]): readonly unknown[] {
  if (items.length === 0 || before.length === 0) return items;
  const known = new Set(before.map((item) => JSON.stringify(item)));
  return items.filter((item) => !known.has(JSON.stringify(item)));
}

/** Results of a run's tests, which need not be about a dataset. A skipped test has no result. */
export function runTests(runFacets: JsonObject, into: AssertionResult[]): void {
  for (const item of list(facet(runFacets, "test")?.["tests"])) {
    const { type, status, ...details } = object(item);
    if (status !== "pass" && status !== "fail") continue;
    into.push({
      dataset_namespace: "",
      dataset_name: "",
      column: "",
      assertion: text(type),
      success: status === "pass",
      ...common(details),
    });
  }
}

function common(
  details: JsonObject,
  unsaidSeverity = "",
): Pick<AssertionResult, "name" | "severity" | "expected" | "actual"> {
  return {
    name: text(details["name"]),
    severity: text(details["severity"]) || unsaidSeverity,
    expected: scalarText(details["expected"]),
    actual: scalarText(details["actual"]),
  };
}
