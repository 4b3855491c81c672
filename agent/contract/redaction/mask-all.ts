import { isJsonObject, isRawJson, mapItems, mapMembers } from "../json.ts";
import { mask } from "./mask-text.ts";
import type { Path } from "./path.ts";
import { within } from "./path.ts";

/** A facet under a secret key stays a facet. */
const facetEnvelope: ReadonlySet<string> = new Set(["_producer", "_schemaURL", "_deleted"]);

/** Masks every text and number within a value. What can hold no secret (empty, a boolean, null) stays. */
export function maskAll(value: unknown, path: Path): unknown {
  switch (typeof value) {
    case "string":
      return value === "" ? value : mask;
    case "number":
    case "bigint":
      return mask;
    case "object":
      return value === null ? value : within(value, path, maskWithin);
    default:
      return value;
  }
}

function maskWithin(value: unknown, path: Path): unknown {
  if (Array.isArray(value)) return mapItems(value, (item) => maskAll(item, path));
  if (!isJsonObject(value)) return maskAll(value, path);
  if (isRawJson(value)) return mask;
  return mapMembers(value, (member, key) => (facetEnvelope.has(key) ? member : maskAll(member, path)));
}
