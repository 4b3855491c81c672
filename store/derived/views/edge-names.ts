/**
 * The names that stand for others, as two arrays: computed once a query, where two joins would compute it
 * twice. Namespace and name are one text with a NUL between them, which no producer's name has.
 */
export function shownNames(names: string): string {
  return `WITH (
      SELECT tuple(
        groupArray(concat(namespace, '\\0', name)),
        groupArray(concat(canonical_namespace, '\\0', canonical_name)))
      FROM ${names}
      WHERE (namespace, name) != (canonical_namespace, canonical_name)) AS shown`;
}

/** The ends of an `edge` by their canonical names; needs `shownNames` before the SELECT. */
export const canonicalColumns = ["source", "target"]
  .map((end) => {
    // A name before the others, since there may be none and no lookup in none.
    const from = "arrayPushFront(tupleElement(shown, 1), '')";
    const to = "arrayPushFront(tupleElement(shown, 2), '')";
    const said = `concat(edge.${end}_namespace, '\\0', edge.${end}_name)`;
    const parts = `splitByChar('\\0', transform(${said}, ${from}, ${to}, ${said}))`;
    return `${parts}[1] AS ${end}_namespace, ${parts}[2] AS ${end}_name`;
  })
  .join(",\n      ");
