import type { Ask } from "#query/ask.ts";
import { datasetMeant } from "#query/graph/dataset-meant.ts";
import type { GraphSource } from "#query/graph/graph-keeper.ts";
import { findImpact } from "#query/graph/impact.ts";
import { findLineage } from "#query/graph/lineage.ts";
import { findWhy } from "#query/graph/why.ts";
import { nameText } from "#query/named.ts";
import { quantile } from "../measurement.ts";
import { createRandom } from "../synthetic/random.ts";
import { datasetName } from "./fill-store.ts";

export interface Asked {
  readonly ask: Ask;
  readonly graphs: GraphSource;
  /** Of the graph that is asked about, and how many datasets it has. */
  readonly prefix: string;
  readonly datasets: number;
  readonly seed: number;
}

/** As the gateway asks: the name is found, the answer made and written as JSON. */
type Question = (text: string) => Promise<{ readonly answer: unknown; readonly datasets: number }>;

/**
 * Asks each kind of question of so many random datasets; says the median and how much there was in it. The
 * processor time is that of the engine too, of all its threads.
 */
export async function askQuestions(
  asked: Asked,
  times: number,
  say: (name: string, value: number, unit: string) => void,
): Promise<void> {
  for (const [name, question] of Object.entries(questionsOf(asked))) {
    const random = createRandom(asked.seed);
    const millis: number[] = [];
    const processor: number[] = [];
    const sizes: number[] = [];
    for (let time = 0; time < times; time++) {
      const text = nameText(datasetName(asked.prefix, random.below(asked.datasets)));
      const before = process.cpuUsage();
      const started = performance.now();
      const { answer, datasets } = await question(text);
      JSON.stringify(answer);
      millis.push(performance.now() - started);
      const { user, system } = process.cpuUsage(before);
      processor.push((user + system) / 1000);
      sizes.push(datasets);
    }
    const what = `${asked.prefix}: ${name}`;
    say(`${what}, median`, quantile(millis, 0.5), `ms (${quantile(sizes, 0.5)} datasets)`);
    say(`${what}, 95th percentile`, quantile(millis, 0.95), "ms");
    say(`${what}, processor time, median`, quantile(processor, 0.5), "ms");
  }
}

const unbounded = { column: undefined, depth: Infinity, since: undefined, asOf: undefined, columns: false } as const;

function questionsOf({ ask, graphs }: Asked): Readonly<Record<string, Question>> {
  const meant = async (text: string) => {
    const found = await datasetMeant(ask, graphs, { text, column: undefined, asOf: undefined });
    if (found.kind !== "found") throw new Error(`${text} is ${found.kind}`);
    return found;
  };
  const lineage =
    (direction: "upstream" | "downstream" | "both", limit: number): Question =>
    async (text) => {
      const { kept, dataset } = await meant(text);
      const answer = await findLineage(ask, kept, { ...unbounded, dataset, direction, limit });
      return { answer, datasets: answer.nodes.length };
    };
  return {
    "lineage upstream": lineage("upstream", 1000),
    "lineage downstream": lineage("downstream", 1000),
    "lineage both ways": lineage("both", 1000),
    "lineage upstream, limit 10,000": lineage("upstream", 10_000),
    async impact(text) {
      const { kept, dataset } = await meant(text);
      const answer = await findImpact(ask, kept, { ...unbounded, dataset, limit: 1000 });
      return { answer, datasets: answer.datasets.length };
    },
    async why(text) {
      const { kept, dataset } = await meant(text);
      const answer = await findWhy(ask, kept, { dataset, limit: 1000, since: undefined, asOf: undefined });
      return { answer, datasets: answer.looked.datasets };
    },
  };
}
