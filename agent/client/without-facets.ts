import { isJsonObject } from "../contract/json.ts";
import type { JsonObject } from "../contract/json.ts";
import { normaliseKey } from "../config/settings.ts";

/** Makes the function that takes out facets which the configuration switches off. */
export function withoutFacets(disabled: readonly string[]): (event: JsonObject) => JsonObject {
  if (disabled.length === 0) return (event) => event;
  const keys = new Set(disabled.map(normaliseKey));
  const entity = (value: unknown): unknown => (isJsonObject(value) ? withoutKeys(value, keys) : value);
  const entities = (value: unknown): unknown => (Array.isArray(value) ? value.map(entity) : value);
  return (event) => ({
    ...event,
    ...mapped(event, ["run", "job", "dataset"], entity),
    ...mapped(event, ["inputs", "outputs"], entities),
  });
}

function mapped(event: JsonObject, names: readonly string[], change: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(names.filter((name) => name in event).map((name) => [name, change(event[name])]));
}

function withoutKeys(entity: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return {
    ...entity,
    ...mapped(entity, ["facets", "inputFacets", "outputFacets"], (facets) =>
      isJsonObject(facets)
        ? Object.fromEntries(Object.entries(facets).filter(([key]) => !keys.has(normaliseKey(key))))
        : facets,
    ),
  };
}
