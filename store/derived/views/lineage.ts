import { canonicalColumns, shownNames } from "./edge-names.ts";
import { instant, label } from "./view.ts";
import type { View } from "./view.ts";

export const lineage: View = {
  name: "lineage",
  about:
    "An edge from a dataset to one made from it: a run of the job read the one and wrote the other, or the job says so; where it says nothing, its SQL. By canonical names.",
  columns: {
    source_namespace: [label, "of the dataset that is read"],
    source_name: ["String", "the dataset that is read"],
    target_namespace: [label, "of the dataset that is written"],
    target_name: ["String", "the dataset that is written"],
    job_namespace: [label, "of the job between them"],
    job_name: ["String", "the job between them; empty where a dataset event says so"],
    first_seen: [instant, "event time of the first event of a run with this edge that names either"],
    last_seen: [instant, "event time of the last one"],
    inferred: ["Bool", "nobody says so: it was read from the text of the job's SQL"],
  },
  sql: (from) => `
    ${shownNames(from.names)}
    SELECT
      ${canonicalColumns},
      job_namespace, job_name,
      min(edge.first_seen) AS first_seen, max(edge.last_seen) AS last_seen, min(edge.is_inferred) AS inferred
    FROM (
      SELECT *, false AS is_inferred FROM ${from.edges}
      UNION ALL SELECT *, true AS is_inferred FROM (${from.inferred.edges})) AS edge
    GROUP BY ALL`,
};
