import { reader, timeOrNull } from "../projection.ts";
import { datasets as projection } from "../projections/datasets.ts";
import { facets } from "../projections/facets.ts";
import { tagMap } from "../tag-map.ts";
import { facetColumns, fieldTags, owners } from "./facet-json.ts";
import { instant, instantOrNull, label } from "./view.ts";
import type { View } from "./view.ts";

const described = ["datasetType", "documentation", "ownership", "tags", "dataSource"];

const { said, saidAt, saidUnlessDeleted } = reader(projection);

export const datasets: View = {
  name: "datasets",
  about: "A dataset, under the name its producer gives it. What describes it is the latest that was said.",
  columns: {
    namespace: [label, "of the dataset: not a job's"],
    name: ["String", "of the dataset"],
    canonical_namespace: [label, "of the name to show, where symlinks give it several"],
    canonical_name: ["String", "the name to show; its own where it has no other"],
    aliases: ["Array(Tuple(namespace String, name String, type String))", "facet `symlinks`: its other names"],
    type: [label, "facet `datasetType`: `TABLE`, `VIEW`, `TOPIC`, `FILE` …"],
    subtype: [label, "facet `datasetType`"],
    description: ["String", "facet `documentation`"],
    owners: ["Array(Tuple(name String, type String))", "facet `ownership`"],
    tags: ["Map(String, String)", "facet `tags`, those of the dataset"],
    field_tags: ["Array(Tuple(field String, key String, value String))", "facet `tags`, those of its fields"],
    source_name: ["String", "facet `dataSource`"],
    source_uri: ["String", "facet `dataSource`"],
    lifecycle: [label, "the last change: `CREATE`, `ALTER`, `OVERWRITE`, `TRUNCATE`, `RENAME`, `DROP`"],
    lifecycle_at: [instantOrNull, "event time of that change"],
    previous_namespace: [label, "of its name before it was renamed"],
    previous_name: ["String", "its name before it was renamed"],
    renamed_namespace: [label, "of its new name, when it was renamed"],
    renamed_name: ["String", "its new name, when it was renamed"],
    deleted: ["Bool", "dropped, and not written since"],
    version: ["String", "facet `version`: the last one said"],
    first_seen: [instant, "event time of the first event that names it"],
    last_seen: [instant, "event time of the last one"],
    last_read_at: [instantOrNull, "event time of the last event that names it as an input"],
    last_written_at: [instantOrNull, "end of the last COMPLETE run that wrote it, or a later dataset event"],
    received_at: [instant, "when it was first heard of"],
  },
  sql: (from) => `
    SELECT
      namespace, name,
      if(known.canonical_name = '', namespace, known.canonical_namespace) AS canonical_namespace,
      if(known.canonical_name = '', name, known.canonical_name) AS canonical_name,
      other.aliases AS aliases,
      JSONExtractString(datasetType, 'datasetType') AS type, JSONExtractString(datasetType, 'subType') AS subtype,
      JSONExtractString(documentation, 'description') AS description, ${owners("ownership")} AS owners,
      ${tagMap("facet.tags")} AS tags, ${fieldTags("facet.tags")} AS field_tags,
      JSONExtractString(dataSource, 'name') AS source_name, JSONExtractString(dataSource, 'uri') AS source_uri,
      ${saidUnlessDeleted("changed", "lifecycleStateChange_deleted_at")} AS lifecycle,
      if(lifecycle = '', NULL, ${timeOrNull(saidAt("changed"))}) AS lifecycle_at,
      ${said("renamed_from", "previous_namespace")} AS previous_namespace, ${said("renamed_from", "previous_name")} AS previous_name,
      last_alive_at IS NULL OR last_alive_at <= ${saidAt("renamed_to")} AS is_gone,
      if(is_gone, ${said("renamed_to", "next_namespace")}, '') AS renamed_namespace,
      if(is_gone, ${said("renamed_to", "next_name")}, '') AS renamed_name,
      lifecycle = 'DROP' AND (last_alive_at IS NULL OR last_alive_at <= lifecycle_at) AS deleted,
      ${saidUnlessDeleted("versioned", "version_deleted_at")} AS version,
      first_seen, last_seen, last_read_at,
      greatest(ifNull(written.last_written_at, last_told_at), ifNull(last_told_at, written.last_written_at))
        AS last_written_at,
      received_at
    FROM ${from.projection(projection)} AS dataset
    LEFT JOIN (${facetColumns(from.projection(facets), "dataset", described, ["version", "lifecycleStateChange"])})
      AS facet USING (namespace, name)
    LEFT JOIN (
      SELECT dataset_namespace AS namespace, dataset_name AS name, arraySort(groupUniqArray(alias)) AS aliases
      FROM (
        SELECT
          dataset_namespace, dataset_name,
          CAST((a.namespace, a.name, a.type), 'Tuple(namespace String, name String, type String)') AS alias
        FROM ${from.aliases} AS a
        WHERE a.valid)
      GROUP BY namespace, name) AS other USING (namespace, name)
    LEFT JOIN (
      SELECT dataset_namespace AS namespace, dataset_name AS name, max(last_written_at) AS last_written_at
      FROM ${from.writes}
      GROUP BY namespace, name) AS written USING (namespace, name)
    LEFT JOIN ${from.names} AS known USING (namespace, name)`,
};
