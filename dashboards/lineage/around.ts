import { chosen } from "../build/sql.ts";

/** What the node graph draws at most. */
export const mostNodes = 200;

/** A dataset's node: a number for its canonical name, since numbers are walked in a fraction of the time of names. */
export const nodeOf = (namespace: string, name: string): string => `sipHash64(toString(${namespace}), ${name})`;

/**
 * The datasets around the chosen one, the nearest first: `around`, pairs of node and hops (negative upstream). As a scalar,
 * so that the engine walks once a query, however often it is named, and reads the view of the edges once, not at each step.
 * Nodes and edges of the graph both come from it, so that no edge lacks an end: edges first seen after the end of the range
 * are left out, since the two are asked one after the other. A cycle ends by the number of hops.
 */
export const around = `
    WITH
      (
        WITH RECURSIVE
          toUInt8('\${hops:percentencode}') AS most_hops,
          (
            SELECT groupUniqArray((${nodeOf("source_namespace", "source_name")}, ${nodeOf("target_namespace", "target_name")}))
            FROM tidemark.lineage WHERE first_seen <= $__toTime
          ) AS pairs,
          (
            SELECT groupArray(${nodeOf("canonical_namespace", "canonical_name")}) FROM tidemark.datasets
            WHERE namespace = ${chosen("namespace")} AND name = ${chosen("dataset")}
          ) AS centre,
          down AS (
            SELECT arrayJoin(centre) AS node, 0 AS depth
            UNION ALL
            SELECT DISTINCT tupleElement(pair, 2) AS node, down.depth + 1 AS depth
            FROM (SELECT arrayJoin(pairs) AS pair) AS edges INNER JOIN down ON tupleElement(pair, 1) = down.node
            WHERE down.depth < most_hops),
          up AS (
            SELECT arrayJoin(centre) AS node, 0 AS depth
            UNION ALL
            SELECT DISTINCT tupleElement(pair, 1) AS node, up.depth + 1 AS depth
            FROM (SELECT arrayJoin(pairs) AS pair) AS edges INNER JOIN up ON tupleElement(pair, 2) = up.node
            WHERE up.depth < most_hops)
        SELECT groupArray((node, hops)) FROM (
          SELECT node, argMin(depth, abs(depth)) AS hops
          FROM (SELECT node, toInt16(depth) AS depth FROM down UNION ALL SELECT node, toInt16(-depth) AS depth FROM up)
          GROUP BY node ORDER BY abs(hops), node LIMIT ${mostNodes})
      ) AS around,
      arrayMap(each -> tupleElement(each, 1), around) AS around_nodes,
      drawn AS (
        SELECT tupleElement(each, 1) AS node, tupleElement(each, 2) AS hops FROM (SELECT arrayJoin(around) AS each))`;

/**
 * With `around`: `named`, each name of each dataset that is drawn, as told: (told_namespace, told_name), node, namespace and
 * name (the canonical ones), last_written_at, deleted.
 */
export const named = `
      (
        SELECT groupArray(((toString(namespace), name), ${nodeOf("canonical_namespace", "canonical_name")},
          toString(canonical_namespace), canonical_name, last_written_at, deleted))
        FROM tidemark.datasets
        WHERE has(around_nodes, ${nodeOf("canonical_namespace", "canonical_name")})
      ) AS told_names,
      named AS (
        SELECT tupleElement(each, 1) AS told, tupleElement(each, 2) AS node, tupleElement(each, 3) AS namespace,
          tupleElement(each, 4) AS name, tupleElement(each, 5) AS last_written_at, tupleElement(each, 6) AS deleted
        FROM (SELECT arrayJoin(told_names) AS each))`;

/** After `around`: the edges among those nodes: `source` and `target`, the `jobs` that make them, `last` seen. */
export const edges = `
    SELECT ${nodeOf("source_namespace", "source_name")} AS source, ${nodeOf("target_namespace", "target_name")} AS target,
      arraySort(groupUniqArray((toString(job_namespace), job_name))) AS jobs, max(last_seen) AS last
    FROM tidemark.lineage
    WHERE first_seen <= $__toTime AND has(around_nodes, source) AND has(around_nodes, target)
    GROUP BY source, target`;
