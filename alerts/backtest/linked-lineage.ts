import { nameKey } from "#signals/facts/fact.ts";
import type { FactBatch, LinkFact, Name, StartFact } from "#signals/facts/fact.ts";
import type { Subject } from "#signals/verdict.ts";
import { countedStartsMs } from "../incidents/lineage.ts";
import type { Hurt, Lineage } from "../incidents/lineage.ts";

interface Node {
  readonly subject: Subject;
  /** Of a job: what it reads. Of a dataset: the jobs that write it. */
  readonly above: Set<Node>;
  /** Of a job: what it writes. Of a dataset: the jobs that read it. */
  readonly below: Set<Node>;
  /** The jobs it has started, and when a run was that it did last. */
  readonly started: Map<Node, number>;
}

/** Lineage as far as it is known from what jobs have read, written and started by now. */
export class LinkedLineage implements Lineage {
  /** Under each of their names. */
  readonly #datasets = new Map<string, Node>();
  readonly #jobs = new Map<string, Node>();
  #now = -Infinity;

  /** What has become known by `now`. */
  add({ things, links, starts = [] }: Pick<FactBatch, "things" | "links" | "starts">, now: number): void {
    this.#now = now;
    for (const { thing } of things) if (thing.kind === "dataset") this.#join(thing, thing.canonical);
    for (const link of links) this.#link(link);
    for (const start of starts) this.#start(start);
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

  parts(job: Subject): readonly Subject[] {
    const started = [...(this.#find(job)?.started ?? [])];
    return started.flatMap(([{ subject }, at]) => (at > this.#now - countedStartsMs ? [subject] : []));
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

  #link({ job, dataset, role }: LinkFact): void {
    const [of, what] = [this.#node("job", job), this.#node("dataset", dataset)];
    const [upper, lower] = role === "input" ? [what, of] : [of, what];
    upper.below.add(lower);
    lower.above.add(upper);
  }

  #start({ parent, job, receivedAt }: StartFact): void {
    const [by, what] = [this.#node("job", parent), this.#node("job", job)];
    if (by !== what) by.started.set(what, Math.max(receivedAt, by.started.get(what) ?? -Infinity));
  }

  /** A symlink says that a dataset is shown under another name: what is known of one is of the other. */
  #join(own: Name, shown: Name): void {
    const former = this.#datasets.get(nameKey(own));
    const into = this.#node("dataset", shown);
    this.#datasets.set(nameKey(own), into);
    if (former === undefined || former === into) return;
    for (const writer of former.above) {
      writer.below.delete(former);
      writer.below.add(into);
      into.above.add(writer);
    }
    for (const reader of former.below) {
      reader.above.delete(former);
      reader.above.add(into);
      into.below.add(reader);
    }
  }

  #find(subject: Subject): Node | undefined {
    if (subject.kind === "dataset") return this.#datasets.get(nameKey(subject));
    return subject.kind === "job" ? this.#jobs.get(nameKey(subject)) : undefined;
  }

  #node(kind: "dataset" | "job", { namespace, name }: Name): Node {
    const nodes = kind === "dataset" ? this.#datasets : this.#jobs;
    const key = nameKey({ namespace, name });
    const known = nodes.get(key) ?? {
      subject: { kind, namespace, name },
      above: new Set(),
      below: new Set(),
      started: new Map(),
    };
    nodes.set(key, known);
    return known;
  }
}

function subjectsOf(nodes: Iterable<Node>): readonly Subject[] {
  return [...nodes].map(({ subject }) => subject);
}
