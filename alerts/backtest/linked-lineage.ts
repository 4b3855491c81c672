import { nameKey } from "#signals/facts/fact.ts";
import type { LinkFact, Name } from "#signals/facts/fact.ts";
import type { Subject } from "#signals/verdict.ts";
import type { Hurt, Lineage } from "../incidents/lineage.ts";

interface Node {
  readonly subject: Subject;
  /** Of a job: what it reads. Of a dataset: the jobs that write it. */
  readonly above: Set<Node>;
  /** Of a job: what it writes. Of a dataset: the jobs that read it. */
  readonly below: Set<Node>;
}

/** Lineage as far as it is known from what jobs have read and written by now. */
export class LinkedLineage implements Lineage {
  /** What is replayed does not say which job starts which. */
  readonly parts: Lineage["parts"] = () => [];
  readonly #datasets = new Map<string, Node>();
  readonly #jobs = new Map<string, Node>();

  add(links: readonly LinkFact[]): void {
    for (const { job, dataset, role } of links) {
      const [of, what] = [this.#node("job", job), this.#node("dataset", dataset)];
      const [upper, lower] = role === "input" ? [what, of] : [of, what];
      upper.below.add(lower);
      lower.above.add(upper);
    }
  }

  upstream(subject: Subject): readonly Subject[] {
    const node = this.#find(subject);
    if (node === undefined) return [];
    if (subject.kind === "job") return subjectsOf(node.above);
    const read = new Set<Node>();
    for (const job of node.above) for (const dataset of job.above) read.add(dataset);
    return subjectsOf(read);
  }

  writers(dataset: Subject): readonly Subject[] {
    return subjectsOf(this.#find(dataset)?.above ?? []);
  }

  hurt(subject: Subject): Hurt {
    const start = this.#find(subject);
    const found = new Set(start === undefined ? [] : [start]);
    for (const node of found) for (const next of node.below) found.add(next);
    const below = [...found].slice(1);
    return {
      datasets: subjectsOf(below.filter(({ subject: { kind } }) => kind === "dataset")),
      consumers: subjectsOf(below.filter((node) => node.subject.kind === "job" && node.below.size === 0)),
    };
  }

  #find(subject: Subject): Node | undefined {
    if (subject.kind === "dataset") return this.#datasets.get(nameKey(subject));
    return subject.kind === "job" ? this.#jobs.get(nameKey(subject)) : undefined;
  }

  #node(kind: "dataset" | "job", { namespace, name }: Name): Node {
    const nodes = kind === "dataset" ? this.#datasets : this.#jobs;
    const key = nameKey({ namespace, name });
    const known = nodes.get(key) ?? { subject: { kind, namespace, name }, above: new Set(), below: new Set() };
    nodes.set(key, known);
    return known;
  }
}

function subjectsOf(nodes: Iterable<Node>): readonly Subject[] {
  return [...nodes].map(({ subject }) => subject);
}
