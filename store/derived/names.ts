import { reader } from "./projection.ts";
import { facets as projection } from "./projections/facets.ts";

const { saidAt } = reader(projection);

/** How many symlinks apart two names of one dataset may be. */
const hops = 5;

/**
 * What to call a dataset: one row for each name that was ever part of a symlink, with the name to show in
 * its place. Names that symlinks connect are one dataset; of these the first is shown, tables before places.
 *
 * `aliases` are all that were ever said, with `valid` for those that still hold.
 */
export function canonicalNames(aliases: string): string {
  const ends = "(toString(dataset_namespace), dataset_name) AS dataset, (toString(namespace), name) AS alias";
  const pairs = `
    SELECT DISTINCT tupleElement(pair, 1) AS node, tupleElement(pair, 2) AS other
    FROM (SELECT ${ends}, valid FROM ${aliases})
    ARRAY JOIN if(valid, [(dataset, alias), (alias, dataset), (dataset, dataset), (alias, alias)],
      [(dataset, dataset), (alias, alias)]) AS pair`;
  const start = `
    SELECT tupleElement(said, 1) AS node, min(tuple(tupleElement(said, 2), tupleElement(said, 1))) AS best
    FROM (SELECT ${ends}, type, valid FROM ${aliases})
    ARRAY JOIN [(dataset, 1), (alias, if(valid AND type = 'TABLE', 0, 1))] AS said
    GROUP BY node`;
  const spread = Array.from({ length: hops }).reduce(
    (sql: string) => `
    SELECT pairs.node AS node, min(known.best) AS best
    FROM (${pairs}) AS pairs INNER JOIN (${sql}) AS known ON pairs.other = known.node
    GROUP BY node`,
    start,
  );
  return `
    SELECT
      tupleElement(labelled.node, 1) AS namespace, tupleElement(labelled.node, 2) AS name,
      tupleElement(tupleElement(best, 2), 1) AS canonical_namespace,
      tupleElement(tupleElement(best, 2), 2) AS canonical_name
    FROM (${spread}) AS labelled`;
}

/** The aliases with `valid`: a tombstone of `symlinks` takes back what was said before it. */
export function judgedAliases(aliases: string, facets: string): string {
  return `(
    SELECT said.dataset_namespace AS dataset_namespace, said.dataset_name AS dataset_name,
      said.namespace AS namespace, said.name AS name, said.type AS type,
      said.last_seen >= tombstone.deleted_at AS valid
    FROM ${aliases} AS said
    LEFT JOIN (
      SELECT namespace AS dataset_namespace, name AS dataset_name, ${saidAt("current")} AS deleted_at
      FROM ${facets} WHERE entity = 'dataset' AND facet = 'symlinks') AS tombstone USING (dataset_namespace, dataset_name))`;
}
