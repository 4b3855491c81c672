import { defaultProducer } from "#agent/client/version.ts";
import { facetSchemaUrl } from "#agent/contract/facet-schemas.ts";
import type { FacetOwner } from "#agent/contract/facet-schemas.ts";
import { isJsonObject } from "#agent/contract/json.ts";
import type { JsonObject } from "#agent/contract/json.ts";

/** How a family of producers writes its events. */
export interface Wire {
  readonly producer: string;
  /** Facets with what every facet has; those that are undefined are left out. */
  facets(owner: FacetOwner, bodies: Readonly<Record<string, JsonObject | undefined>>): JsonObject;
  write(event: JsonObject): string;
}

const upstream = "https://github.com/OpenLineage/OpenLineage/tree";

/** openlineage-python: sorted keys, a space after each comma and colon. */
export const airflow = wire(`${upstream}/providers-openlineage/2.20.3`, pythonJson);
export const dbt = wire(`${upstream}/1.54.0/integration/dbt`, pythonJson);
/** openlineage-java: Jackson's compact JSON, members in the order of the class. */
export const spark = wire(`${upstream}/1.54.0/integration/spark`, JSON.stringify);
export const flink = wire(`${upstream}/1.54.0/integration/flink`, JSON.stringify);
/** Our own agent. */
export const agent = wire(defaultProducer, JSON.stringify);

function wire(producer: string, write: (event: JsonObject) => string): Wire {
  return {
    producer,
    facets(owner, bodies) {
      const said = Object.entries(bodies).flatMap(([key, body]) =>
        body === undefined ? [] : [[key, { _producer: producer, _schemaURL: facetSchemaUrl(owner, key), ...body }]],
      );
      return Object.fromEntries(said);
    },
    write,
  };
}

/** `json.dumps(value, sort_keys=True)` of Python. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).toSorted();
  return `{${members.map((key) => `${JSON.stringify(key)}: ${pythonJson(value[key])}`).join(", ")}}`;
}
