import { label, latest } from "../projection.ts";
import type { Projection } from "../projection.ts";

/**
 * The latest of each facet that describes a job or dataset, unknown ones too, as JSON text. An empty
 * text is a tombstone (`_deleted`); of one time with a value it gives way. Of facets that have typed
 * columns only the tombstones are here.
 */
export const facets: Projection = {
  name: "facets",
  key: { entity: label, namespace: label, name: "String", facet: label },
  states: { current: latest({ value: "text" }, "1") },
  rows: `
    SELECT event_time, f.entity AS entity, f.namespace AS namespace, f.name AS name, f.facet AS facet, f.value AS value
    FROM {events}
    ARRAY JOIN facets AS f
    WHERE f.entity != 'run'`,
};
