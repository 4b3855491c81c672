import { toJob } from "../build/links.ts";
import { chosen, namesOfDataset, ofDataset } from "../build/sql.ts";
import { table } from "../panels/table.ts";

export const readersAndWriters = table({
  title: "Readers and writers",
  description: "Jobs that have read or written it, under any of its names.",
  sql: `
    SELECT if(role = 'input', 'reads it', 'writes it') AS role, job_namespace, job_name, max(last_seen) AS last
    FROM tidemark.job_datasets AS links WHERE ${ofDataset}
    GROUP BY role, job_namespace, job_name ORDER BY role DESC, job_namespace, job_name LIMIT 500`,
  columns: {
    role: { title: "Role", width: 80 },
    job_namespace: { title: "Namespace", width: 130 },
    job_name: { title: "Job", links: [toJob] },
    last: { title: "Last", width: 150 },
  },
  noValue: "No job names it",
});

export const schema = table({
  title: "Fields",
  description: "Of its latest schema.",
  sql: `
    SELECT tupleElement(said, 1) AS field, tupleElement(said, 2) AS type FROM (
      SELECT arrayJoin(fields) AS said FROM (
        SELECT fields FROM tidemark.schemas WHERE ${ofDataset} ORDER BY last_seen DESC, version DESC LIMIT 1))
    LIMIT 2000`,
  columns: { field: { title: "Field" }, type: { title: "Type" } },
  noValue: "No schema was said of it",
});

export const schemas = table({
  title: "Schema versions",
  description: "The newest first; who said it last.",
  sql: `
    SELECT version, length(fields) AS field_count, first_seen, last_seen, job_namespace, job_name
    FROM tidemark.schemas WHERE ${ofDataset} ORDER BY first_seen DESC LIMIT 200`,
  columns: {
    version: { title: "Version", unit: "none", width: 70 },
    field_count: { title: "Fields", unit: "short", width: 60 },
    first_seen: { title: "First seen", width: 150 },
    last_seen: { title: "Last seen", width: 150 },
    job_namespace: { title: "Namespace", width: 100 },
    job_name: { title: "Job", links: [toJob] },
  },
  noValue: "No schema was said of it",
});

export const about = table({
  title: "About",
  description: "The latest that was said of it, under each of its names.",
  sql: `
    SELECT namespace AS dataset_namespace, name AS dataset_name, type, description,
      arrayStringConcat(arrayMap(owner -> if(owner.type = '', owner.name, concat(owner.name, ' (', owner.type, ')')), owners), ', ') AS owned_by,
      arrayStringConcat(arrayMap((key, value) -> if(value = '', key, concat(key, '=', value)), mapKeys(tags), mapValues(tags)), ', ') AS tagged,
      lifecycle, source_uri, first_seen, last_read_at, last_written_at
    FROM tidemark.datasets WHERE (namespace, name) IN ${namesOfDataset} ORDER BY dataset_namespace, dataset_name LIMIT 100`,
  columns: {
    dataset_namespace: { title: "Namespace", width: 130 },
    dataset_name: { title: "Name" },
    type: { title: "Type", width: 70 },
    description: { title: "Description", long: true },
    owned_by: { title: "Owner", width: 110 },
    tagged: { title: "Tags", width: 110 },
    lifecycle: { title: "Lifecycle", width: 80 },
    source_uri: { title: "Source", width: 110 },
    first_seen: { title: "First seen", width: 150 },
    last_read_at: { title: "Last read", width: 150 },
    last_written_at: { title: "Last written", width: 150 },
  },
  noValue: "This dataset is not known",
});

export const columns = table({
  title: "Column lineage",
  description: "Where its columns come from, directly and indirectly.",
  sql: `
    SELECT target_field, source_namespace, source_name, source_field, type, subtype, if(masking, 'yes', '') AS masked, job_name
    FROM tidemark.column_lineage
    WHERE (target_namespace, target_name) IN (
      SELECT canonical_namespace, canonical_name FROM tidemark.datasets
      WHERE namespace = ${chosen("namespace")} AND name = ${chosen("dataset")})
    ORDER BY target_field, source_namespace, source_name, source_field LIMIT 1000`,
  columns: {
    target_field: { title: "Column", width: 120 },
    source_namespace: { title: "Source namespace", width: 120 },
    source_name: { title: "Source dataset" },
    source_field: { title: "Source column", width: 120 },
    type: { title: "Type", width: 80 },
    subtype: { title: "Subtype", width: 110 },
    masked: { title: "Masked", width: 70 },
    job_name: { title: "Job" },
  },
  noValue: "No column lineage was told",
});
