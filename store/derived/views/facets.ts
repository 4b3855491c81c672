import { reader } from "../projection.ts";
import { facets as projection } from "../projections/facets.ts";
import { instant, label } from "./view.ts";
import type { View } from "./view.ts";

/** What these say is in columns of its own. */
const typedFacets = [
  "schema",
  "columnLineage",
  "lineage",
  "dataQualityMetrics",
  "dataQualityAssertions",
  "version",
  "lifecycleStateChange",
  "symlinks",
  "jobType",
];

const { said, saidAt } = reader(projection);

export const facets: View = {
  name: "facets",
  about: "The latest of each facet that describes a job or dataset, also of those that Tidemark does not know.",
  columns: {
    entity: [label, "`job` or `dataset`"],
    namespace: [label, "of the job or dataset"],
    name: ["String", "of the job or dataset"],
    facet: [label, "its key: `ownership`, `myCompany_tier` …"],
    value: ["String", "as JSON; empty when it was deleted"],
    deleted: ["Bool", "`_deleted`: it was said to be there no more"],
    event_time: [instant, "of the event that says so"],
  },
  sql: (from) => `
    SELECT
      entity, namespace, name, facet, ${said("current")} AS value, value = '' AS deleted, ${saidAt("current")} AS event_time
    FROM ${from.projection(projection)}
    WHERE facet NOT IN (${typedFacets.map((name) => `'${name}'`).join(", ")})`,
};
