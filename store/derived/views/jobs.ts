import { reader } from "../projection.ts";
import { facets } from "../projections/facets.ts";
import { jobs as projection } from "../projections/jobs.ts";
import { tagMap } from "../tag-map.ts";
import { facetColumns, owners } from "./facet-json.ts";
import { instant, label } from "./view.ts";
import type { View } from "./view.ts";

const described = ["documentation", "ownership", "sourceCodeLocation", "sql", "tags"];

const { said, saidUnlessDeleted } = reader(projection);

export const jobs: View = {
  name: "jobs",
  about: "A job that has spoken, itself or by a run. What describes it is the latest that was said.",
  columns: {
    namespace: [label, "of the job"],
    name: ["String", "of the job"],
    job_type: [label, "`TASK`, `DAG`, `MODEL`, `QUERY` …"],
    integration: [label, "`SPARK`, `DBT`, `AIRFLOW` …"],
    processing_type: [label, "`BATCH` or `STREAMING`"],
    description: ["String", "facet `documentation`"],
    owners: ["Array(Tuple(name String, type String))", "facet `ownership`"],
    source_type: [label, "facet `sourceCodeLocation`: `git` …"],
    source_url: ["String", "where its code is"],
    source_path: ["String", "its path there"],
    source_version: ["String", "commit, or what stands for one"],
    sql: ["String", "facet `sql`: its query"],
    sql_dialect: [label, "of the query"],
    tags: ["Map(String, String)", "facet `tags`"],
    parent_namespace: [label, "of the job whose runs start this job's"],
    parent_name: ["String", "the job whose runs start this job's"],
    first_seen: [instant, "event time of the first event"],
    last_seen: [instant, "event time of the last event"],
    received_at: [instant, "when it was first heard of"],
  },
  sql: (from) => `
    SELECT
      namespace, name,
      ${saidUnlessDeleted("kind", "jobType_deleted_at", "job_type")} AS job_type,
      ${saidUnlessDeleted("kind", "jobType_deleted_at", "integration")} AS integration,
      ${saidUnlessDeleted("kind", "jobType_deleted_at", "processing_type")} AS processing_type,
      JSONExtractString(documentation, 'description') AS description, ${owners("ownership")} AS owners,
      JSONExtractString(sourceCodeLocation, 'type') AS source_type,
      JSONExtractString(sourceCodeLocation, 'url') AS source_url,
      JSONExtractString(sourceCodeLocation, 'path') AS source_path,
      JSONExtractString(sourceCodeLocation, 'version') AS source_version,
      JSONExtractString(facet.sql, 'query') AS sql, JSONExtractString(facet.sql, 'dialect') AS sql_dialect,
      ${tagMap("facet.tags")} AS tags,
      ${said("parent", "parent_job_namespace")} AS parent_namespace, ${said("parent", "parent_job_name")} AS parent_name,
      first_seen, last_seen, received_at
    FROM ${from.projection(projection)} AS job
    LEFT JOIN (${facetColumns(from.projection(facets), "job", described, ["jobType"])}) AS facet USING (namespace, name)`,
};
