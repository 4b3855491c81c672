import { createHash } from "node:crypto";
import { facetOf, list, object, text } from "./json.ts";
import { described } from "./mention.ts";
import { compareAll, first, groups, last, latest } from "./order.ts";
import type { Row } from "./row.ts";
import type { Told } from "./told.ts";

interface Field {
  readonly path: string;
  readonly type: string;
}

export function schemas(events: readonly Told[]): readonly Row[] {
  const said = events.flatMap((told) =>
    described(told).flatMap(({ namespace, name, facets, roles }) => {
      const all = fieldsOf(facetOf(facets, "schema")?.["fields"], "");
      const fields = groups(all, ({ path, type }) => [path, type]).map(([field]) => field);
      const role = roles.toSorted().at(-1) ?? "";
      return fields.length === 0 ? [] : [{ told, namespace, name, fields, role }];
    }),
  );
  return groups(said, ({ namespace, name }) => [namespace, name]).flatMap((ofDataset) => {
    const versions = groups(ofDataset, ({ fields }) => [JSON.stringify(fields)]).map((all) => {
      const sayers = all.map(({ told, role }) => ({
        at: told.at,
        value: [told.job.namespace, told.job.name, role] as const,
      }));
      const writer = latest(sayers.filter(({ value }) => value[2] !== "input")) ?? latest(sayers);
      return {
        schema_hash: hash(all[0].fields),
        fields: all[0].fields,
        job_namespace: writer?.value[0],
        job_name: writer?.value[1],
        role: writer?.value[2],
        first_seen: first(all.map(({ told }) => told.at)) ?? "",
        last_seen: last(all.map(({ told }) => told.at)),
        received_at: first(all.map(({ told }) => told.receivedAt)),
      };
    });
    return versions
      .toSorted((a, b) => compareAll([a.first_seen, a.schema_hash], [b.first_seen, b.schema_hash]))
      .map((version, index) => ({
        dataset_namespace: ofDataset[0].namespace,
        dataset_name: ofDataset[0].name,
        version: index + 1,
        ...version,
      }));
  });
}

/** Those of a struct follow it, by their path. */
function fieldsOf(fields: unknown, prefix: string): readonly Field[] {
  return list(fields).flatMap((item) => {
    const field = object(item);
    const path = `${prefix}${text(field["name"])}`;
    if (text(field["name"]) === "") return [];
    return [{ path, type: text(field["type"]) }, ...fieldsOf(field["fields"], `${path}.`)];
  });
}

function hash(fields: readonly Field[]): string {
  const content = fields.flatMap(({ path, type }) => [path, type]).join("\0");
  return createHash("sha256").update(content).digest("hex").slice(0, 32);
}
