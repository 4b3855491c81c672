import { createRandom } from "../random.ts";
import { makeDag } from "./airflow.ts";
import { makeCatalogueEntry, makeJobEntry } from "./catalogue.ts";
import { makeDbtProject } from "./dbt.ts";
import type { DbtModel } from "./dbt.ts";
import { createEstate, cycled, some, times } from "./estate.ts";
import type { Estate } from "./estate.ts";
import { day, hour, minute } from "./model.ts";
import type { Dataset, Pipeline } from "./model.ts";
import { makeScript } from "./scripts.ts";
import { makeSparkApplication } from "./spark.ts";
import { makeStream } from "./streams.ts";
import { domains, entities, teams } from "./words.ts";

/** All that runs in a company of some 1,500 jobs and 3,000 datasets. */
export function foundCompany(seed: number): readonly Pipeline[] {
  const estate = createEstate(createRandom(seed));
  return [
    ...times(60, (index) => foundDag(estate, index)),
    ...times(40, (index) => foundApplication(estate, index)),
    ...["core", "finance", "growth", "supply"].map((project, index) => foundProject(estate, project, index)),
    ...times(60, (index) => foundStream(estate, index)),
    ...times(120, (index) => foundScript(estate, index)),
    ...estate.datasets.map((dataset) => makeCatalogueEntry(estate.random, dataset)),
    ...estate.marts.map((mart) => foundDashboard(estate, mart)),
  ];
}

const copiesOfDag = 10;
const sourcesOfCopy = 2.8;

function foundDag({ random, sources, lake, dataset }: Estate, index: number): Pipeline {
  const copies = times(copiesOfDag, (copy) => {
    const position = (index * copiesOfDag + copy) * sourcesOfCopy;
    const own = sources.slice(Math.floor(position), Math.floor(position + sourcesOfCopy));
    const [, domain = "", table = ""] = own[0]?.name.split(".") ?? [];
    const target = dataset("s3://lake.example", `raw/${domain}/${table}`, 5);
    lake.push(target);
    return { domain, sources: own, target };
  });
  const isOld = index % 12 === 11;
  return makeDag(random, {
    namespace: isOld ? "airflow-legacy" : "airflow-prod",
    name: `ingest_${copies[0]?.domain}_${index}`,
    owner: random.pick(teams),
    period: cycled([15 * minute, hour, day, hour, day, hour, day, hour, day, hour], index),
    runIds: isOld ? 3 : 7,
    copies,
  });
}

function foundApplication({ random, lake, house, dataset }: Estate, index: number): Pipeline {
  const domain = cycled(domains, index);
  const queries = times(4, (query) => {
    const table = cycled(entities, index * 7 + query * 11);
    const target = dataset("s3://lakehouse.example", `warehouse/${domain}/${table}_${index}`, 4);
    house.push(target);
    return { sources: some(random, lake, 1 + random.below(2)), target };
  });
  return makeSparkApplication(random, {
    namespace: "spark-prod",
    application: `${domain}_lakehouse_${index}`,
    period: cycled([15 * minute, hour, hour, day, day], index),
    queries,
  });
}

const layers = [
  { prefix: "STG", models: 30 },
  { prefix: "INT", models: 20 },
  { prefix: "FCT", models: 20 },
] as const;

function foundProject({ random, lake, house, marts, dataset }: Estate, project: string, index: number): Pipeline {
  let below: readonly Dataset[] = [...house, ...lake];
  const models = layers.flatMap(({ prefix, models: count }, layer): readonly DbtModel[] => {
    const made = times(count, (model) => {
      const entity = cycled(entities, model * 3 + index * 17).toUpperCase();
      const name = `ANALYTICS.${project.toUpperCase()}.${prefix}_${entity}_${model}`;
      const sources = some(random, below, layer === 0 ? 1 : 1 + random.below(2));
      return { layer, sources, target: dataset("snowflake://example-eu1", name, 4) };
    });
    below = made.map(({ target }) => target);
    return made;
  });
  marts.push(...below);
  return makeDbtProject(random, {
    namespace: "dbt-prod",
    project,
    period: cycled([hour, hour, hour, 6 * hour], index),
    models,
    tested: below.slice(0, 15),
  });
}

function foundStream({ random, dataset }: Estate, index: number): Pipeline {
  const domain = cycled(domains, index);
  return makeStream(random, {
    namespace: "flink-prod",
    name: `${domain}_events_${index}`,
    topic: dataset("kafka://broker.example.com:9092", `${domain}.events.${index}`, 6),
    target: dataset("s3://lake.example", `events/${domain}/stream_${index}`, 6),
  });
}

function foundScript({ random, marts, dataset }: Estate, index: number): Pipeline {
  const kind = cycled(["export", "report", "features"], index);
  const domain = cycled(domains, index);
  return makeScript(random, {
    namespace: "jobs-prod",
    name: `${kind}_${domain}_${index}`,
    owner: random.pick(teams),
    period: cycled([5 * minute, hour, hour, 5 * minute, hour, day, 5 * minute, hour, hour, day], index),
    sources: some(random, marts, 1 + random.below(2)),
    target: dataset("s3://exports.example", `${kind}/${domain}_${index}.parquet`, 4),
    costs: kind !== "report",
  });
}

function foundDashboard({ random }: Estate, mart: Dataset): Pipeline {
  return makeJobEntry(random, { namespace: "dashboards", name: `dashboard_${mart.name.toLowerCase()}` }, mart);
}
