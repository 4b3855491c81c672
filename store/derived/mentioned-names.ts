const columns = ["edges", "column_edges"].flatMap((nested) =>
  ["source", "target"].map(
    (end) => `arrayMap(x -> toString(x), \`${nested}.${end}_namespace\`), \`${nested}.${end}_name\``,
  ),
);

/**
 * Every name of a dataset that anything says, that only an edge has too, once or more often: `namespace`, `name`. Of lineage that was
 * read from SQL all that was ever read: a name more does no harm.
 */
export function mentionedNames({
  datasets,
  columnEdges,
}: {
  readonly datasets: string;
  readonly columnEdges: string;
}): string {
  return `(
    SELECT toString(namespace) AS namespace, name FROM ${datasets}
    UNION ALL
    SELECT DISTINCT tupleElement(end, 1) AS namespace, tupleElement(end, 2) AS name
    FROM ${columnEdges} ARRAY JOIN [(toString(source_namespace), source_name), (toString(target_namespace), target_name)] AS end
    UNION ALL
    SELECT DISTINCT tupleElement(end, 1) AS namespace, tupleElement(end, 2) AS name
    FROM tidemark.inferred_lineage ARRAY JOIN arrayConcat(${columns.map((column) => `arrayZip(${column})`).join(", ")}) AS end)`;
}
