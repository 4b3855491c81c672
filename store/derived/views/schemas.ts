import { reader } from "../projection.ts";
import { schemas as projection } from "../projections/schemas.ts";
import { instant, label } from "./view.ts";
import type { View } from "./view.ts";

const { said } = reader(projection);

/** Readers may name some of the columns only: whoever writes it goes before. */
function saidBy(value: string): string {
  return `if(writer = '', ${said("reader", value)}, ${said("writer", value)})`;
}

export const schemas: View = {
  name: "schemas",
  about: "A version of a dataset's schema: a list of fields that was said of it.",
  columns: {
    dataset_namespace: [label, "of the dataset"],
    dataset_name: ["String", "of the dataset"],
    version: ["UInt32", "1 for the one seen first"],
    schema_hash: ["String", "of the fields, in their order"],
    fields: [
      "Array(Tuple(path String, type String))",
      "in the producer's order; nested ones by their path (`address.city`)",
    ],
    job_namespace: [label, "of that job"],
    job_name: ["String", "the job that said it last, of those that write it if any does; empty for a dataset event"],
    role: [label, "what that job did: `output`; `input` where only readers say so; `subject` for a dataset event"],
    first_seen: [instant, "event time of the first event that says so"],
    last_seen: [instant, "event time of the last one"],
    received_at: [instant, "when it was first heard of"],
  },
  sql: (from) => `
    SELECT
      dataset_namespace, dataset_name,
      toUInt32(row_number() OVER (
        PARTITION BY dataset_namespace, dataset_name ORDER BY first_seen, schema_hash)) AS version,
      schema_hash,
      splitByChar('\\0', definition) AS parts,
      arrayMap(place -> (parts[2 * place - 1], parts[2 * place]), range(1, intDiv(length(parts), 2) + 1)) AS fields,
      ${saidBy("job_namespace")} AS job_namespace, ${saidBy("job_name")} AS job_name, ${saidBy("role")} AS role,
      first_seen, last_seen, received_at
    FROM ${from.projection(projection)}`,
};
