import type { EventRow } from "#store/tables/events.ts";
import type { DescribedDataset } from "./described-datasets.ts";
import { facet, list, object, text } from "./json-readers.ts";

type Alias = EventRow["aliases"][number];

/** The other names of a dataset, one for each identifier of its `symlinks`; its own is none. */
export function aliases(dataset: DescribedDataset, into: Alias[]): void {
  for (const item of list(facet(dataset.facets, "symlinks")?.["identifiers"])) {
    const identifier = object(item);
    const namespace = text(identifier["namespace"]);
    const name = text(identifier["name"]);
    if (namespace === "" || name === "") continue;
    if (namespace === dataset.namespace && name === dataset.name) continue;
    const type = text(identifier["type"]);
    into.push({ dataset_namespace: dataset.namespace, dataset_name: dataset.name, namespace, name, type });
  }
}
