import { label, latest, max, min, time } from "../projection.ts";
import type { Projection } from "../projection.ts";

/** Every list of fields that a dataset was said to have, in the producer's order; nested fields by their path. */
export const schemas: Projection = {
  name: "schemas",
  key: { dataset_namespace: label, dataset_name: "String", schema_hash: "String" },
  states: {
    /** Path and type of each, NULs between them. */
    definition: max("r.definition", "String"),
    first_seen: min("r.event_time", time),
    last_seen: max("r.event_time", time),
    received_at: min("r.received_at", time),
    writer: latest({ job_namespace: "text", job_name: "text", role: "text" }, "r.role != 'input'"),
    reader: latest({ job_namespace: "text", job_name: "text", role: "text" }, "r.role = 'input'"),
  },
  rows: `
    SELECT
      event_time, received_at, toString(job_namespace) AS job_namespace, job_name,
      dataset.1 AS dataset_namespace, dataset.2 AS dataset_name,
      arrayMax(arrayFilter(
        (role, namespace, name) -> namespace = dataset.1 AND name = dataset.2,
        datasets.role, datasets.namespace, datasets.name)) AS role,
      arrayDistinct(arrayMap(field -> (field.3, field.4), arrayFilter(field -> (field.1, field.2) = dataset, zipped))) AS fields,
      arrayStringConcat(arrayMap(field -> concat(field.1, '\\0', field.2), fields), '\\0') AS definition,
      lower(left(hex(SHA256(definition)), 32)) AS schema_hash
    FROM (
      SELECT *, arrayMap(
        (namespace, name, path, type) -> (toString(namespace), name, path, toString(type)),
        fields.dataset_namespace, fields.dataset_name, fields.path, fields.type) AS zipped
      FROM {events}
      WHERE notEmpty(fields.path))
    ARRAY JOIN arrayDistinct(arrayMap(field -> (field.1, field.2), zipped)) AS dataset`,
};
