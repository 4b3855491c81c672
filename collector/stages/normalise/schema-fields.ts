import type { EventRow } from "#store/tables/events.ts";
import type { DescribedDataset } from "./described-datasets.ts";
import { facet, list, object, text } from "./json-readers.ts";

type Field = EventRow["fields"][number];

/** The fields of each dataset's schema, those of structs by their path: `address.city`. */
export function schemaFields({ namespace, name, facets }: DescribedDataset, into: Field[]): void {
  const schema = facet(facets, "schema");
  if (schema === undefined) return;
  const collect = (fields: unknown, prefix: string): void => {
    for (const item of list(fields)) {
      const field = object(item);
      const own = text(field["name"]);
      if (own === "") continue;
      const path = prefix + own;
      into.push({ dataset_namespace: namespace, dataset_name: name, path, type: text(field["type"]) });
      collect(field["fields"], `${path}.`);
    }
  };
  collect(schema["fields"], "");
}
