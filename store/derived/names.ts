import { reader } from "./projection.ts";
import { facets as projection } from "./projections/facets.ts";

const { saidAt } = reader(projection);

/** How many links apart two names of one dataset may be. */
const hops = 5;

export interface NameSources {
  /** All that were ever said, with `valid` for those that still hold. */
  readonly aliases: string;
  /** See `declaredBy`. */
  readonly configured: string;
  /** Definitions of values that these two read. */
  readonly values?: readonly string[];
}

/** Rows that the engine computes once a query, however often they stand in it: an array that `WITH` names. */
export function asValue(
  name: string,
  from: string,
  columns: readonly string[],
): { readonly definition: string; readonly rows: string } {
  const elements = columns.map((column, index) => `tupleElement(row, ${index + 1}) AS ${column}`);
  return {
    definition: `(SELECT groupArray((${columns.join(", ")})) FROM ${from}) AS ${name}`,
    rows: `(SELECT ${elements.join(", ")} FROM (SELECT arrayJoin(${name}) AS row))`,
  };
}

/**
 * What to call a dataset: one row for each name that was ever part of a symlink or has another by the configuration, with the name
 * to show in its place. What is configured is a step of its own, taken first; names that symlinks then connect are one
 * dataset, of which the first is shown: what is configured before tables, tables before places.
 */
export function canonicalNames({ aliases, configured, values = [] }: NameSources): string {
  const said = `
    SELECT ${nodeOf("dataset_namespace", "dataset_name")} AS dataset, ${nodeOf("namespace", "name")} AS alias,
      valid, if(valid AND type = 'TABLE', 0, 1) AS rank
    FROM ${aliases}`;
  const ends = `SELECT arrayJoin([dataset, alias]) FROM (${said})`;
  const isLinked = `(node IN (${ends}) OR target IN (${ends}))`;
  // Of what is configured only this has to do with symlinks; the rest needs no more than to be read.
  const linked = `(
    SELECT tuple(groupArray(node), groupArray(target), groupArray(toInt64(rank))) FROM ${configured} WHERE ${isLinked}) AS linked_names`;
  const links = `SELECT ${target("dataset")} AS one, ${target("alias")} AS other, valid, rank FROM (${said})`;
  const pairs = `
    SELECT DISTINCT tupleElement(pair, 1) AS node, tupleElement(pair, 2) AS other
    FROM (${links}) AS link
    ARRAY JOIN if(valid, [(one, link.other), (link.other, one), (one, one), (link.other, link.other)],
      [(one, one), (link.other, link.other)]) AS pair`;
  const start = `
    SELECT tupleElement(end, 1) AS node, min((tupleElement(end, 2), node)) AS best
    FROM (
      SELECT [(one, toInt64(1)), (other, toInt64(rank))] AS ends FROM (${links})
      UNION ALL SELECT arrayZip(tupleElement(linked_names, 2), tupleElement(linked_names, 3)))
    ARRAY JOIN ends AS end
    GROUP BY node`;
  const spread = Array.from({ length: hops }).reduce(
    (sql: string) => `
    SELECT pairs.node AS node, min(known.best) AS best
    FROM (${pairs}) AS pairs INNER JOIN (${sql}) AS known ON pairs.other = known.node
    GROUP BY node`,
    start,
  );
  const nodes = `
    SELECT DISTINCT arrayJoin(nodes) AS node
    FROM (SELECT [dataset, alias] AS nodes FROM (${said}) UNION ALL SELECT tupleElement(linked_names, 1))`;
  return `
    WITH ${[...values, linked].join(", ")}
    SELECT splitByChar('\\0', node)[1] AS namespace, splitByChar('\\0', node)[2] AS name,
      splitByChar('\\0', shown)[1] AS canonical_namespace, splitByChar('\\0', shown)[2] AS canonical_name
    FROM (
      SELECT named.node AS node, if(labelled.node = '', named.target, tupleElement(labelled.best, 2)) AS shown
      FROM (SELECT node, ${target("node")} AS target FROM (${nodes})) AS named
      LEFT JOIN (${spread}) AS labelled ON labelled.node = named.target
      UNION ALL
      SELECT node, target AS shown FROM ${configured} WHERE NOT ${isLinked})`;
}

/** What a node is configured to be, by `linked_names`. */
function target(node: string): string {
  // One before the others, since there may be none and no lookup in none.
  const [from, to] = [1, 2].map((index) => `arrayPushFront(tupleElement(linked_names, ${index}), '')`);
  return `transform(${node}, ${from}, ${to}, ${node})`;
}

/** Namespace and name as one text, in whose order they are; no producer's name has a NUL. */
export function nodeOf(namespace: string, name: string): string {
  return `concat(${namespace}, '\\0', ${name})`;
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
