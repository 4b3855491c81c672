import { subjectKey } from "#signals/verdict.ts";
import type { SignalName, Subject, Verdict } from "#signals/verdict.ts";
import type { StepContext } from "./context.ts";
import { isActive } from "./incident.ts";
import type { Incident } from "./incident.ts";
import { findRoot } from "./roots.ts";
import type { Trouble } from "./roots.ts";

/** Breaches and open incidents that have one cause. */
export interface Cluster {
  readonly cause: Subject;
  readonly breaches: readonly Verdict[];
  readonly incidents: readonly Incident[];
}

/** A subject in breach that is in no incident, or a job that such a one waits for, or an open incident. */
interface Element {
  readonly cause: Subject;
  /** The first of its cause, where that is in breach. */
  readonly first: Verdict;
  readonly incident: Incident | undefined;
  readonly breaches: Verdict[];
  /** What its trouble comes from; its own cause when undefined. */
  parent: Element | undefined;
  group: Element[];
}

/**
 * Puts together what has one cause: each breach with the furthest ancestor in trouble, be that new or in an incident; an incident
 * with trouble that has shown further up; what one job writes and what broke at about the same time; what is missing with the
 * platform that does not hear of it.
 */
export function clusterBreaches(
  fresh: readonly Verdict[],
  open: readonly Incident[],
  context: StepContext,
): readonly Cluster[] {
  if (fresh.length === 0) return [];
  const field = new Field(fresh, open, context);
  for (const element of field.elements) field.findParent(element);
  field.joinSiblings();
  return [...new Set(field.elements.map(({ group }) => group))]
    .filter((group) => group.length > 1 || (group[0]?.breaches.length ?? 0) > 0)
    .map(clusterOf)
    .filter(({ breaches, incidents }) => breaches.length > 0 || incidents.length > 1);
}

/** Data that is missing, which is how a platform that hears nothing shows. */
const absences: ReadonlySet<SignalName> = new Set(["freshness", "completeness", "completion"]);

class Field {
  readonly elements: readonly Element[];
  readonly #context: StepContext;
  readonly #bySubject = new Map<string, Element>();
  readonly #troubles = new Map<string, Trouble>();
  /** Subjects in breach now. */
  readonly #active = new Set<string>();

  constructor(fresh: readonly Verdict[], open: readonly Incident[], context: StepContext) {
    this.#context = context;
    const elements = open.map((incident) => this.#ofIncident(incident));
    const elementOf = (subject: Subject, verdict: Verdict): Element => {
      const key = subjectKey(subject);
      this.#active.add(key);
      const element = this.#bySubject.get(key) ?? newElement(subject, verdict, undefined);
      if (!this.#bySubject.has(key)) elements.push(element);
      this.#bySubject.set(key, element);
      return element;
    };
    for (const verdict of fresh) {
      this.#trouble(verdict);
      elementOf(verdict.subject, verdict).breaches.push(verdict);
    }
    for (const verdict of fresh) {
      const job = waitedFor(verdict);
      if (job !== undefined) elementOf(job, verdict);
    }
    this.elements = elements;
  }

  #ofIncident(incident: Incident): Element {
    const { settings, now } = this.#context;
    const causeKey = subjectKey(incident.cause);
    const members = [...incident.members.values()];
    const own = members.filter(({ verdict }) => subjectKey(verdict.subject) === causeKey);
    const [first] = (own.length > 0 ? own : members).toSorted((a, b) => a.verdict.since - b.verdict.since);
    if (first === undefined) throw new RangeError(`incident ${incident.id} has no members`);
    const element = newElement(incident.cause, first.verdict, incident);
    if (!this.#bySubject.has(causeKey)) this.#bySubject.set(causeKey, element);
    for (const member of members) {
      const key = subjectKey(member.verdict.subject);
      const active = isActive(member);
      if (active) this.#active.add(key);
      if (active || !this.#bySubject.has(key)) this.#bySubject.set(key, element);
      // What is well again may still be why others are not.
      if (active || (member.leftAt ?? 0) > now - settings.causeWithinMs) this.#trouble(member.verdict);
      const job = active ? waitedFor(member.verdict) : undefined;
      if (job !== undefined) this.#active.add(subjectKey(job));
    }
    return element;
  }

  /** Of its subject, and of the job that it waits for, whose own may not show yet. */
  #trouble(verdict: Verdict): void {
    const { since, evidence } = verdict;
    for (const subject of [verdict.subject, waitedFor(verdict)]) {
      if (subject === undefined) continue;
      const key = subjectKey(subject);
      const before = this.#troubles.get(key);
      if (before === undefined || since < before.since) {
        this.#troubles.set(key, { subject, since, goodAt: evidence.goodAt });
      }
    }
  }

  #troubleOf({ cause, first }: Element): Trouble {
    const { since, evidence } = first;
    return this.#troubles.get(subjectKey(cause)) ?? { subject: cause, since, goodAt: evidence.goodAt };
  }

  findParent(element: Element): void {
    const root = subjectKey(findRoot(this.#troubleOf(element), this.#troubles, this.#context));
    const parent = this.#bySubject.get(root);
    // An incident moves to what is broken now, not to what was.
    if (parent !== undefined && parent !== element && (element.incident === undefined || this.#active.has(root))) {
      setParent(element, parent);
    } else if (element.incident === undefined && element.breaches.every(({ signal }) => absences.has(signal))) {
      const platform = this.#deafPlatform(element);
      if (platform !== undefined) setParent(element, platform);
    }
  }

  /** The platform, when it does not hear what it should. */
  #deafPlatform({ cause }: Element): Element | undefined {
    if (cause.kind === "platform") return undefined;
    return this.elements.find(
      ({ cause: { kind }, incident, breaches }) =>
        kind === "platform" &&
        [...breaches, ...[...(incident?.members.values() ?? [])].filter(isActive).map(({ verdict }) => verdict)].some(
          isDeafness,
        ),
    );
  }

  /** What one job writes, and what broke at about the same time, has the job in common. */
  joinSiblings(): void {
    const { lineage, settings } = this.#context;
    const byJob = new Map<string, Element[]>();
    for (const element of this.elements) {
      if (element.parent !== undefined || element.cause.kind !== "dataset") continue;
      for (const job of lineage.writers(element.cause)) {
        const siblings = byJob.get(subjectKey(job)) ?? [];
        byJob.set(subjectKey(job), siblings);
        const near = siblings.find(
          ({ first }) => Math.abs(first.since - element.first.since) <= settings.siblingsWithinMs,
        );
        siblings.push(element);
        // Two incidents that people know of stay two.
        if (near !== undefined && (near.incident === undefined || element.incident === undefined)) unite(near, element);
      }
    }
  }
}

function waitedFor({ evidence: { waitsFor } }: Verdict): Subject | undefined {
  return waitsFor === undefined ? undefined : { kind: "job", ...waitsFor };
}

function isDeafness({ signal, aspect }: Verdict): boolean {
  return signal === "lag" || (signal === "watcher" && aspect === "data");
}

function newElement(cause: Subject, first: Verdict, incident: Incident | undefined): Element {
  const element: Element = { cause, first, incident, breaches: [], parent: undefined, group: [] };
  element.group.push(element);
  return element;
}

function setParent(element: Element, parent: Element): void {
  element.parent = parent;
  unite(parent, element);
}

function unite(one: Element, other: Element): void {
  if (one.group === other.group) return;
  const [large, small] = one.group.length >= other.group.length ? [one.group, other.group] : [other.group, one.group];
  for (const element of small) {
    large.push(element);
    element.group = large;
  }
}

function clusterOf(group: readonly Element[]): Cluster {
  const tops = group.filter(({ parent }) => parent === undefined);
  const [first] = (tops.length > 0 ? tops : group).toSorted(byBeginning);
  if (first === undefined) throw new RangeError("a cluster has no elements");
  return {
    cause: first.cause,
    breaches: group.flatMap(({ breaches }) => breaches),
    incidents: group.flatMap(({ incident }) => incident ?? []),
  };
}

/** The oldest first; of those that began together, one that people know of. */
function byBeginning(a: Element, b: Element): number {
  const known = Number(b.incident !== undefined) - Number(a.incident !== undefined);
  return a.first.since - b.first.since || known || (subjectKey(a.cause) < subjectKey(b.cause) ? -1 : 1);
}
