import type { LogEntry } from "#alerts/incidents/log-entry.ts";
import { noticeKindOf } from "#alerts/incidents/incident.ts";
import { isWaking } from "#alerts/incidents/ledger.ts";
import { subjectKey } from "#signals/verdict.ts";
import type { Subject, Verdict } from "#signals/verdict.ts";
import type { LabelledFault } from "./company.ts";

/** An incident that somebody was told of. */
export interface ToldIncident {
  readonly id: string;
  /** Of this telling: an incident that comes back is told again. */
  readonly toldAt: number;
  /** What it was said to come from when it was told. */
  readonly cause: Subject;
  readonly members: readonly Verdict[];
  /** That may have woken somebody. */
  readonly notifications: number;
}

/** The incidents of a log, each with all that it came to; what was merged into another before it was told is part of that. */
export function toldIncidents(entries: readonly LogEntry[]): readonly ToldIncident[] {
  const known = new Map<
    string,
    { cause: Subject; told?: { at: number; cause: Subject }; members: Map<string, Verdict>; wakes: number }
  >();
  for (const entry of entries) {
    const { incident: id, at } = entry;
    const incident = known.get(id);
    if (entry.kind === "opened" || entry.kind === "reopened") {
      const { verdict, cause } = entry;
      const members = incident?.members ?? new Map<string, Verdict>();
      members.set(memberKey(verdict), verdict);
      known.set(id, { wakes: 0, ...incident, cause, members });
    } else if (incident === undefined) continue;
    else if (entry.kind === "joined") incident.members.set(memberKey(entry.verdict), entry.verdict);
    else if (entry.kind === "moved") incident.cause = entry.cause;
    else if (entry.kind === "notifying" && isWaking(entry.notice)) {
      if (noticeKindOf(entry.notice) === "opened") incident.told ??= { at, cause: incident.cause };
      incident.wakes++;
    }
  }
  return [...known].flatMap(([id, { told, members, wakes }]) =>
    told === undefined
      ? []
      : [{ id, toldAt: told.at, cause: told.cause, members: [...members.values()], notifications: wakes }],
  );
}

function memberKey({ signal, subject, since }: Verdict): string {
  return `${signal} ${subjectKey(subject)} ${since}`;
}

export interface FoundFault {
  readonly fault: LabelledFault;
  /** Those that told of it, the first one first. */
  readonly incidents: readonly ToldIncident[];
  /** All of them named the job that it began with, or what that writes. */
  readonly rootRight: boolean;
}

export interface Score {
  readonly found: readonly FoundFault[];
  readonly incidents: readonly ToldIncident[];
  /** Those that told of no fault. */
  readonly falseIncidents: readonly ToldIncident[];
  readonly recall: number;
  readonly precision: number;
  /** Of the cascades that were told. */
  readonly rootRight: number;
  readonly notificationsPerIncident: number;
  readonly mostNotifications: number;
  /** Of the faults that were found. */
  readonly incidentsPerFault: number;
}

/** Holds what was told against what went wrong. */
export function scoreOf(incidents: readonly ToldIncident[], faults: readonly LabelledFault[]): Score {
  const of = new Map(incidents.map((incident) => [incident, faults.filter((fault) => tellsOf(incident, fault))]));
  const found = faults.map((fault): FoundFault => {
    const roots = new Set(fault.roots.map(subjectKey));
    const told = incidents.filter((incident) => of.get(incident)?.includes(fault) === true);
    const sorted = told.toSorted((a, b) => a.toldAt - b.toldAt);
    return { fault, incidents: sorted, rootRight: told.every(({ cause }) => roots.has(subjectKey(cause))) };
  });
  const seen = found.filter((each) => each.incidents.length > 0);
  const cascades = seen.filter(({ fault }) => fault.kind === "cascade");
  const falseIncidents = incidents.filter((incident) => of.get(incident)?.length === 0);
  const notifications = incidents.map((incident) => incident.notifications);
  return {
    found,
    incidents,
    falseIncidents,
    recall: seen.length / faults.length,
    precision: 1 - falseIncidents.length / Math.max(1, incidents.length),
    rootRight: cascades.filter(({ rootRight }) => rootRight).length / Math.max(1, cascades.length),
    notificationsPerIncident: sum(notifications) / Math.max(1, incidents.length),
    mostNotifications: Math.max(0, ...notifications),
    incidentsPerFault: sum(seen.map((each) => each.incidents.length)) / Math.max(1, seen.length),
  };
}

/** Told while it lasted, of something that it is in. */
function tellsOf({ toldAt, members }: ToldIncident, { from, until, affected }: LabelledFault): boolean {
  if (toldAt < from || toldAt > until) return false;
  const keys = new Set(affected.map(subjectKey));
  return members.some(({ subject }) => keys.has(subjectKey(subject)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
