import { columnEdges } from "../projections/column-edges.ts";
import { canonicalColumns, shownNames } from "./edge-names.ts";
import { instant, label } from "./view.ts";
import type { View } from "./view.ts";

const columns =
  "source_namespace, source_name, source_field, target_namespace, target_name, target_field, type, subtype, job_namespace, job_name, first_seen, last_seen";

export const columnLineage: View = {
  name: "column_lineage",
  about:
    "A column that another comes from (facets `columnLineage` and `lineage`, else the text of its SQL). By canonical names.",
  columns: {
    source_namespace: [label, "of the dataset that is read"],
    source_name: ["String", "the dataset that is read"],
    source_field: ["String", "its column; empty for the whole dataset"],
    target_namespace: [label, "of the dataset that is written"],
    target_name: ["String", "the dataset that is written"],
    target_field: ["String", "its column; empty for every column (a filter, a sort)"],
    type: [label, "`DIRECT`: the value comes from it; `INDIRECT`: it decides (join, filter, group)"],
    subtype: [label, "`IDENTITY`, `TRANSFORMATION`, `AGGREGATION`, `JOIN`, `FILTER` …"],
    masking: ["Bool", "the value is hidden on the way"],
    job_namespace: [label, "of the job between them"],
    job_name: ["String", "the job between them"],
    first_seen: [instant, "event time of the first event that says so"],
    last_seen: [instant, "event time of the last one"],
    inferred: ["Bool", "nobody says so: it was read from the text of the job's SQL"],
  },
  sql: (from) => `
    ${shownNames(from.names)}
    SELECT
      ${canonicalColumns},
      edge.source_field AS source_field, edge.target_field AS target_field,
      type, subtype, masking, job_namespace, job_name,
      min(edge.first_seen) AS first_seen, max(edge.last_seen) AS last_seen, min(edge.is_inferred) AS inferred
    FROM (
      SELECT ${columns}, masking, false AS is_inferred FROM ${from.projection(columnEdges)}
      UNION ALL SELECT ${columns}, false AS masking, true AS is_inferred FROM (${from.inferred.columns})) AS edge
    GROUP BY ALL`,
};
