import { subjectKey, verdictKey } from "#signals/verdict.ts";
import type { Subject, Verdict } from "#signals/verdict.ts";
import { clusterBreaches } from "./clusters.ts";
import type { Cluster } from "./clusters.ts";
import type { StepContext } from "./context.ts";
import { activeMembers, isOpen } from "./incident.ts";
import type { Incident } from "./incident.ts";
import { incidentId } from "./incident-id.ts";
import type { Ledger } from "./ledger.ts";
import type { Facts } from "./log-entry.ts";
import { openIncidents } from "./members.ts";
import { highest, isAtLeast, weightOf } from "./severity.ts";
import { titleOf } from "./titles.ts";

/** Puts each breach into an incident: the one of its cause, if there is one. Opens, reopens, moves and merges incidents for it. */
export function assignBreaches(ledger: Ledger, fresh: readonly Verdict[], context: StepContext): void {
  const clusters = clusterBreaches(fresh, openIncidents(ledger.state), context);
  for (const cluster of clusters.toSorted(byCause)) {
    const [survivor, ...merged] = cluster.incidents.toSorted(byTelling);
    if (survivor === undefined) open(ledger, cluster, context);
    else extend(ledger, survivor, merged, cluster, context);
  }
}

function byCause(a: Cluster, b: Cluster): number {
  return subjectKey(a.cause) < subjectKey(b.cause) ? -1 : 1;
}

/** One that people have been told of goes on, then the older. */
function byTelling(a: Incident, b: Incident): number {
  return (a.notifiedAt ?? Infinity) - (b.notifiedAt ?? Infinity) || a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1);
}

function open(ledger: Ledger, { cause, breaches }: Cluster, context: StepContext): void {
  const { now } = context;
  const [first, ...others] = breaches.toSorted(byWeightIn(cause));
  if (first === undefined) return;
  const facts = factsOf(cause, breaches, first, context);
  const known = knownIncident(ledger, cause, first, context);
  const id = known?.id ?? incidentId(cause, first.since);
  ledger.record({ incident: id, at: now, kind: known === undefined ? "opened" : "reopened", verdict: first, ...facts });
  for (const verdict of others) ledger.record({ incident: id, at: now, kind: "joined", verdict });
}

/** One that has come back. */
function knownIncident(ledger: Ledger, cause: Subject, first: Verdict, context: StepContext): Incident | undefined {
  const { now, settings } = context;
  const { incidents } = ledger.state;
  const same = incidents.get(incidentId(cause, first.since));
  if (same !== undefined) return same;
  const key = subjectKey(cause);
  return [...incidents.values()]
    .filter(
      (incident) =>
        !isOpen(incident) &&
        incident.mergedInto === undefined &&
        (incident.resolvedAt ?? 0) > now - settings.reopenMs &&
        (subjectKey(incident.cause) === key ||
          [...incident.members.values()].some(({ verdict }) => subjectKey(verdict.subject) === key)),
    )
    .toSorted((a, b) => (b.resolvedAt ?? 0) - (a.resolvedAt ?? 0) || (a.id < b.id ? -1 : 1))[0];
}

function extend(
  ledger: Ledger,
  survivor: Incident,
  merged: readonly Incident[],
  { cause, breaches }: Cluster,
  context: StepContext,
): void {
  const { now } = context;
  const { id } = survivor;
  for (const verdict of breaches.toSorted(byKey)) ledger.record({ incident: id, at: now, kind: "joined", verdict });
  for (const other of merged) {
    for (const { verdict } of activeMembers(other)) {
      ledger.record({ incident: id, at: now, kind: "joined", verdict });
      ledger.record({ incident: other.id, at: now, kind: "left", member: verdictKey(verdict), why: "merged" });
    }
    ledger.record({ incident: other.id, at: now, kind: "merged", into: id });
  }
  if (subjectKey(cause) === subjectKey(survivor.cause)) return;
  const members = [...(ledger.state.incidents.get(id)?.members.values() ?? [])].map(({ verdict }) => verdict);
  const [first] = members.toSorted(byWeightIn(cause));
  if (first === undefined) return;
  const facts = factsOf(cause, [], first, context);
  const notifyAt = Math.min(survivor.notifyAt, facts.notifyAt);
  const { signal } = first;
  ledger.record({ incident: id, at: now, kind: "moved", ...facts, signal, severity: survivor.severity, notifyAt });
}

function factsOf(cause: Subject, breaches: readonly Verdict[], first: Verdict, context: StepContext): Facts {
  const { now, lineage, directory, settings } = context;
  return {
    cause,
    severity: highest(breaches.map(weightOf)),
    // What is fed by nothing has its cause in itself.
    notifyAt: lineage.upstream(cause).length > 0 ? now + settings.holdMs : now,
    title: titleOf(first),
    owner: directory.of(cause).owner ?? "",
    blastRadius: lineage.hurt(cause).datasets.length,
  };
}

/** What says most of a cause first: its own breaches, the heaviest, the oldest. */
function byWeightIn(cause: Subject): (a: Verdict, b: Verdict) => number {
  const key = subjectKey(cause);
  const own = ({ subject }: Verdict): number => Number(subjectKey(subject) !== key);
  return (a, b) => own(a) - own(b) || compareWeight(a, b) || a.since - b.since || byKey(a, b);
}

function compareWeight(a: Verdict, b: Verdict): number {
  const [one, other] = [weightOf(a), weightOf(b)];
  if (one === other) return 0;
  return isAtLeast(one, other) ? -1 : 1;
}

function byKey(a: Verdict, b: Verdict): number {
  return verdictKey(a) < verdictKey(b) ? -1 : 1;
}
