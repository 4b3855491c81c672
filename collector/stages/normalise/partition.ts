import { canonicalJson } from "#agent/contract/canonical.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import { facet, list, object, scalarText, text } from "./json-readers.ts";

const longest = 1000;

/**
 * The part of a dataset that a run read or wrote, from the facet `subset` of an input or output, as a
 * text that is the same whenever the part is: `dt=2026-01-01/region=eu`, `s3://lake/a,s3://lake/b`.
 * A condition that is neither is its JSON. Empty for the whole dataset.
 */
export function partition(useFacets: JsonObject): string {
  const subset = facet(useFacets, "subset");
  if (subset === undefined) return "";
  const condition = object(subset["outputCondition"] ?? subset["inputCondition"]);
  const told = conditionText(condition);
  return told.length <= longest ? told : `${told.slice(0, longest)}…`;
}

function conditionText(condition: JsonObject): string {
  switch (condition["type"]) {
    case undefined:
      return "";
    case "location":
      return oneOf(list(condition["locations"]).map(text)) || canonicalJson(condition);
    case "partition":
      return oneOf(list(condition["partitions"]).map(partitionText)) || canonicalJson(condition);
    default:
      return allOf(equalities(condition) ?? []) || canonicalJson(condition);
  }
}

/** Its dimensions, or else the name that its producer gives it. */
function partitionText(value: unknown): string {
  const { dimensions, identifier } = object(value);
  const told = Object.entries(object(dimensions)).map(([key, at]) => `${key}=${dimensionText(at)}`);
  return told.length === 0 ? text(identifier) : allOf(told);
}

function dimensionText(value: unknown): string {
  return scalarText(value) || canonicalJson(value);
}

/** `field = literal`, and such joined by AND; undefined for any other condition. */
function equalities(condition: JsonObject): readonly string[] | undefined {
  const left = object(condition["left"]);
  const right = object(condition["right"]);
  if (condition["type"] === "binary" && condition["operator"] === "AND") {
    const [first, second] = [equalities(left), equalities(right)];
    return first && second && [...first, ...second];
  }
  const isEquality = condition["type"] === "compare" && condition["comparison"] === "EQUAL";
  const [field, literal] = left["type"] === "field" ? [left, right] : [right, left];
  if (!isEquality || field["type"] !== "field" || literal["type"] !== "literal") return undefined;
  return [`${text(field["field"])}=${dimensionText(literal["value"])}`];
}

// Their order says nothing, so it must not make another text of the same part.
function allOf(texts: readonly string[]): string {
  return texts.toSorted().join("/");
}

function oneOf(texts: readonly string[]): string {
  return texts
    .filter((told) => told !== "")
    .toSorted()
    .join(",");
}
