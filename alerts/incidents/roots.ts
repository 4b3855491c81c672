import { linksAlong } from "#query/graph/adjacency.ts";
import { findCause } from "#query/graph/cause.ts";
import { subjectKey } from "#signals/verdict.ts";
import type { Subject } from "#signals/verdict.ts";
import type { IncidentSettings } from "./incident-settings.ts";
import type { Lineage } from "./lineage.ts";

export interface Trouble {
  readonly subject: Subject;
  readonly since: number;
  /** When it was last seen to be well; undefined when nobody knows. */
  readonly goodAt: number | undefined;
}

/** By `subjectKey`. */
export type Troubles = ReadonlyMap<string, Trouble>;

/** More ancestors than this are not looked at: the nearest are. */
const maxAncestors = 5000;

/**
 * The furthest ancestor in trouble, as `query/graph/why.ts` finds it; the subject itself when nothing above it is. Only trouble that can
 * explain the subject's own counts.
 *
 * A job counts as above what it writes, and what it reads as above it, when it is in trouble itself. Else it is passed by: a job
 * that reads and writes many things would tie all of them together, while edges between datasets come from single runs. What a job
 * starts is above it too: a workflow fails for its tasks.
 */
export function findRoot(
  own: Trouble,
  troubles: Troubles,
  { lineage, settings }: { readonly lineage: Lineage; readonly settings: IncidentSettings },
): Subject {
  const { subject } = own;
  const nodes = [subject];
  const numbers = new Map([[subjectKey(subject), 0]]);
  const [from, to]: [number[], number[]] = [[], []];
  const since = new Map(troubles.has(subjectKey(subject)) ? [[0, own.since]] : []);
  for (let at = 0; at < nodes.length; at++) {
    for (const next of above(nodes[at] ?? subject, troubles, lineage)) {
      const key = subjectKey(next);
      const number = numbers.get(key) ?? nodes.length;
      if (number === nodes.length) {
        if (nodes.length >= maxAncestors) continue;
        nodes.push(next);
        numbers.set(key, number);
        const trouble = troubles.get(key);
        if (trouble !== undefined && explains(trouble, own, settings)) since.set(number, trouble.since);
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

/**
 * Not what began long after; nor what had been wrong for long when the subject still was well: it can live with that, and its own
 * trouble is another.
 */
function explains({ since }: Trouble, own: Trouble, { causeWithinMs, spreadsWithinMs }: IncidentSettings): boolean {
  if (since > own.since + causeWithinMs) return false;
  return own.since - since <= spreadsWithinMs || (own.goodAt ?? Infinity) <= since;
}

function above(subject: Subject, troubles: Troubles, lineage: Lineage): readonly Subject[] {
  const datasets = lineage.upstream(subject);
  if (subject.kind === "job") return [...datasets, ...lineage.parts(subject)];
  if (subject.kind !== "dataset") return datasets;
  const jobs = lineage.writers(subject).filter((job) => troubles.has(subjectKey(job)));
  return jobs.length === 0 ? datasets : [...datasets, ...jobs];
}
