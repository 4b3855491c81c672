import { evenly } from "./build/grid.ts";
import { pageLink, rowLink, toDataset, toJob, toLineage } from "./build/links.ts";
import { dashboardOf } from "./build/page.ts";
import { inDaysBefore, inWords } from "./build/sql.ts";
import { dataset, datasetNamespace, hops } from "./build/variables.ts";
import { around, edges, mostNodes, named, nodeOf } from "./lineage/around.ts";
import { nodeGraph } from "./panels/node-graph.ts";
import { table } from "./panels/table.ts";

/**
 * A node's ring, in parts of one whole: what signals say of it, and whether the last run that wrote it failed. Of what no
 * signal judges, its checks and that run tell.
 */
const isJudged = "judged.breached + judged.risky + judged.fine > 0";
const parts = {
  failed: "toFloat64(last_writes.last_state IN ('FAIL', 'ABORT'))",
  breach: `toFloat64(if(${isJudged}, judged.breached, checks.broken))`,
  risk: "toFloat64(judged.risky)",
  good: `if(${isJudged}, toFloat64(judged.fine), toFloat64(checks.checked - checks.broken + (last_writes.last_state = 'COMPLETE')))`,
};
const whole = `(${Object.values(parts).join(" + ")})`;

const nodes = `${around},${named},
      facts AS (
        SELECT node, any(namespace) AS node_namespace, any(name) AS node_name, max(last_written_at) AS last_written,
          min(deleted) AS dropped
        FROM named GROUP BY node),
      last_writes AS (
        SELECT named.node AS node, argMax(writes.run_state, writes.ended) AS last_state
        FROM (
          SELECT (toString(dataset_namespace), dataset_name) AS told, toString(state) AS run_state, assumeNotNull(ended_at) AS ended
          FROM tidemark.run_datasets
          WHERE role = 'output' AND ended_at <= $__toTime AND told IN (SELECT told FROM named)) AS writes
        INNER JOIN named USING (told)
        GROUP BY node),
      checks AS (
        SELECT named.node AS node, count() AS checked, countIf(NOT held) AS broken
        FROM (
          SELECT (toString(dataset_namespace), dataset_name) AS told, argMax(success, event_time) AS held
          FROM tidemark.quality
          WHERE ${inDaysBefore("event_time", 30)} AND told IN (SELECT told FROM named)
          GROUP BY told, column, assertion, name, ordinal) AS results
        INNER JOIN named USING (told)
        GROUP BY node),
      judged AS (
        SELECT ${nodeOf("subject_namespace", "subject_name")} AS node, countIf(state = 'breach') AS breached,
          countIf(state = 'at_risk') AS risky, countIf(state = 'ok') AS fine,
          arrayStringConcat(arraySort(groupUniqArrayIf(toString(signal), state IN ('breach', 'at_risk'))), ', ') AS troubles
        FROM tidemark.signals WHERE subject_kind = 'dataset' AND has(around_nodes, node) GROUP BY node)
    SELECT toString(drawn.node) AS id,
      arrayElement(splitByChar('/', facts.node_name), -1) AS title,
      facts.node_namespace AS subtitle,
      if(facts.last_written IS NULL, 'not written', ${inWords("greatest(0, dateDiff('second', assumeNotNull(facts.last_written), $__toTime))")}) AS mainstat,
      multiIf(drawn.hops = 0, 'this one', drawn.hops < 0, concat(toString(-drawn.hops), ' up'), concat(toString(drawn.hops), ' down')) AS secondarystat,
      ${parts.failed} / greatest(1, ${whole}) AS arc__failed,
      ${parts.breach} / greatest(1, ${whole}) AS arc__breach,
      ${parts.risk} / greatest(1, ${whole}) AS arc__risk,
      toFloat64(${whole} = 0) AS arc__unknown,
      1 - arc__failed - arc__breach - arc__risk - arc__unknown AS arc__good,
      facts.node_namespace AS detail__namespace,
      facts.node_name AS detail__dataset,
      if(last_writes.last_state = '', 'none', last_writes.last_state) AS detail__last_run,
      concat(toString(checks.broken), ' of ', toString(checks.checked)) AS detail__failing_checks,
      if(judged.troubles = '', 'none', judged.troubles) AS detail__trouble,
      if(facts.dropped, 'dropped', 'there') AS detail__exists
    FROM drawn
    LEFT JOIN facts ON facts.node = drawn.node
    LEFT JOIN last_writes ON last_writes.node = drawn.node
    LEFT JOIN checks ON checks.node = drawn.node
    LEFT JOIN judged ON judged.node = drawn.node
    ORDER BY abs(drawn.hops), title, id`;

const graph = nodeGraph({
  title: "Lineage",
  description: `What it is made from and what is made from it, up to the chosen number of hops; the ${mostNodes} nearest. In a node: its age. Its ring: the shares of its signals that are in breach (red), at risk (orange) and good (green), and dark red where the last run that wrote it failed; of what no signal judges, its checks tell; grey, nothing known.`,
  nodesSql: nodes,
  edgesSql: `
${around}
    SELECT concat(toString(ends.source), '-', toString(ends.target)) AS id, toString(ends.source) AS source,
      toString(ends.target) AS target,
      if(length(jobs) = 1, tupleElement(jobs[1], 2), concat(toString(length(jobs)), ' jobs')) AS mainstat,
      arrayStringConcat(arrayMap(job -> tupleElement(job, 2), arraySlice(jobs, 1, 10)), ', ') AS detail__jobs,
      toString(last) AS detail__last_seen
    FROM (${edges}) AS ends ORDER BY id`,
  arcs: {
    good: { colour: "green", legend: "good" },
    risk: { colour: "orange", legend: "at risk" },
    breach: { colour: "red", legend: "in breach" },
    failed: { colour: "dark-red", legend: "last write failed" },
    unknown: { colour: "gray", legend: "nothing known" },
  },
  links: [
    rowLink("The dataset", "dataset", { namespace: "detail__namespace", dataset: "detail__dataset" }),
    rowLink("Lineage around it", "lineage", { namespace: "detail__namespace", dataset: "detail__dataset" }),
  ],
  noValue: "This dataset is not known",
});

const list = table({
  title: "Datasets drawn",
  description: "Each dataset that is drawn, the nearest first; hops are negative upstream.",
  sql: `${around},${named}
    SELECT drawn.hops AS distance, any(named.namespace) AS dataset_namespace, any(named.name) AS dataset_name
    FROM drawn INNER JOIN named ON named.node = drawn.node
    GROUP BY drawn.node, distance ORDER BY abs(distance), distance, dataset_name`,
  columns: {
    distance: { title: "Hops", unit: "none", width: 60 },
    dataset_namespace: { title: "Namespace", width: 200 },
    dataset_name: { title: "Dataset", links: [toDataset, toLineage] },
  },
  noValue: "This dataset is not known",
});

const jobs = table({
  title: "Jobs in between",
  description: "The jobs of the edges that are drawn, and how many edges each makes.",
  sql: `${around}
    SELECT job.1 AS job_namespace, job.2 AS job_name, count() AS edges, max(last) AS last_seen
    FROM (SELECT arrayJoin(jobs) AS job, last FROM (${edges}))
    WHERE job.2 != '' GROUP BY job_namespace, job_name ORDER BY edges DESC, job_name LIMIT 500`,
  columns: {
    job_namespace: { title: "Namespace", width: 150 },
    job_name: { title: "Job", links: [toJob] },
    edges: { title: "Edges", unit: "short", width: 70 },
    last_seen: { title: "Last", width: 150 },
  },
  noValue: "Nothing is made from it, and it from nothing",
});

export const lineage = dashboardOf({
  page: "lineage",
  title: "Tidemark: lineage",
  description: "What a dataset is made from and what is made from it.",
  from: "now-7d",
  links: [pageLink("Overview", "overview"), pageLink("The dataset", "dataset", ["namespace", "dataset"])],
  variables: [datasetNamespace, dataset, hops],
  shelves: [evenly(18, [graph]), evenly(9, [list, jobs])],
});
