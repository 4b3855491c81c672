import { label, max, min, time } from "../projection.ts";
import type { Projection } from "../projection.ts";

/** Other names of datasets, from the `symlinks` facet; resolved when read, since they come late. */
export const aliases: Projection = {
  name: "aliases",
  key: { dataset_namespace: label, dataset_name: "String", namespace: label, name: "String", type: label },
  states: { first_seen: min("r.event_time", time), last_seen: max("r.event_time", time) },
  rows: `
    SELECT
      event_time, a.dataset_namespace AS dataset_namespace, a.dataset_name AS dataset_name,
      a.namespace AS namespace, a.name AS name, a.type AS type
    FROM {events}
    ARRAY JOIN aliases AS a`,
};
