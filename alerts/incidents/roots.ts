import { linksAlong } from "#query/graph/adjacency.ts";
import { findCause } from "#query/graph/cause.ts";
import { subjectKey } from "#signals/verdict.ts";
import type { Subject } from "#signals/verdict.ts";
import type { Lineage } from "./lineage.ts";

/** Subjects in trouble, by `subjectKey`, each with when its trouble began. */
export type Troubles = ReadonlyMap<string, { readonly subject: Subject; readonly since: number }>;

/** More ancestors than this are not looked at: the nearest are. */
const maxAncestors = 5000;

/**
 * The furthest ancestor in trouble, as `query/graph/why.ts` finds it; the subject itself when nothing above it is. What began more
 * than `withinMs` after the subject's own trouble is not its cause.
 *
 * A job counts as above what it writes, and what it reads as above it, when it is in trouble itself. Else it is passed by: a job
 * that reads and writes many things would tie all of them together, while edges between datasets come from single runs. What a job
 * starts is above it too: a workflow fails for its tasks.
 */
export function findRoot(subject: Subject, troubles: Troubles, lineage: Lineage, withinMs: number): Subject {
  const own = troubles.get(subjectKey(subject));
  const latest = (own?.since ?? Infinity) + withinMs;
  const nodes = [subject];
  const numbers = new Map([[subjectKey(subject), 0]]);
  const [from, to]: [number[], number[]] = [[], []];
  const since = new Map(own === undefined ? [] : [[0, own.since]]);
  for (let at = 0; at < nodes.length; at++) {
    for (const next of above(nodes[at] ?? subject, troubles, lineage)) {
      const key = subjectKey(next);
      const number = numbers.get(key) ?? nodes.length;
      if (number === nodes.length) {
        if (nodes.length >= maxAncestors) continue;
        nodes.push(next);
        numbers.set(key, number);
        const began = troubles.get(key)?.since;
        if (began !== undefined && began <= latest) since.set(number, began);
      }
      from.push(at);
      to.push(number);
    }
  }
  if (since.size <= 1 && (since.size === 0 || since.has(0))) return subject;
  const links = linksAlong(nodes.length, Uint32Array.from(from), Uint32Array.from(to));
  const cause = findCause(links, 0, since);
  return nodes[cause?.node ?? 0] ?? subject;
}

function above(subject: Subject, troubles: Troubles, lineage: Lineage): readonly Subject[] {
  const datasets = lineage.upstream(subject);
  if (subject.kind === "job") return [...datasets, ...lineage.parts(subject)];
  if (subject.kind !== "dataset") return datasets;
  const jobs = lineage.writers(subject).filter((job) => troubles.has(subjectKey(job)));
  return jobs.length === 0 ? datasets : [...datasets, ...jobs];
}
