import type { SchemaField } from "#agent/contract/facets/dataset.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import type { Wire } from "../wire.ts";
import type { Random } from "../random.ts";
import { span } from "./model.ts";
import type { Dataset } from "./model.ts";
import { columns, teams } from "./words.ts";

/** A dataset with columns of its own making; a third get a new one at some time. */
export function makeDataset(random: Random, namespace: string, name: string, columnsUsual: number): Dataset {
  const count = Math.max(3, Math.round(random.around(columnsUsual, 0.4)));
  const fields = new Map<string, SchemaField>([["id", { name: "id", type: "bigint" }]]);
  while (fields.size < count) {
    const [column, type] = random.pick(columns);
    fields.set(column, { name: column, type });
  }
  fields.set("updated_at", { name: "updated_at", type: "timestamptz" });
  const changes = random.chance(0.35) ? [random.next() * span] : [];
  return {
    namespace,
    name,
    owner: random.pick(teams),
    fields: [...fields.values()],
    changes:
      changes.length === 1 && random.chance(0.3)
        ? [...changes, random.next() * span].toSorted((a, b) => a - b)
        : changes,
    rows: Math.ceil(random.around(20_000, 2)),
  };
}

/** How many of the schema's changes have happened: its version, from 0. */
export function versionAt({ changes }: Dataset, day: number): number {
  return changes.filter((change) => change <= day).length;
}

/** The fields of a version. */
export function fieldsOf({ fields, changes }: Dataset, version: number): readonly SchemaField[] {
  return fields.slice(0, fields.length - changes.length + version);
}

export function dataSource({ namespace }: Dataset): JsonObject {
  return { name: namespace, uri: namespace };
}

export function named({ namespace, name }: Pick<Dataset, "namespace" | "name">): {
  readonly namespace: string;
  readonly name: string;
} {
  return { namespace, name };
}

/** Each field of the target from one or two of the sources, by position. */
export function columnLineage(target: Dataset, version: number, sources: readonly Dataset[]): JsonObject {
  const fields = fieldsOf(target, version).map(({ name }, index) => {
    const source = sources[index % sources.length];
    const from = source?.fields.find((field) => field.name === name) ?? source?.fields[index % source.fields.length];
    if (source === undefined || from === undefined) throw new RangeError("lineage of nothing");
    const subtype = from.name === name ? "IDENTITY" : "TRANSFORMATION";
    const transformations = [{ type: "DIRECT", subtype, masking: name === "email" }];
    return [name, { inputFields: [{ ...named(source), field: from.name, transformations }] }] as const;
  });
  return { fields: Object.fromEntries(fields) };
}

/** A dataset as an event names it, with facets. */
export function mention(
  wire: Wire,
  dataset: Dataset,
  facets: Readonly<Record<string, JsonObject | undefined>> = {},
): JsonObject {
  return { ...named(dataset), facets: wire.facets("dataset", facets) };
}
