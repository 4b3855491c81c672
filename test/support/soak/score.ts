import { noticeKindOf } from "#alerts/incidents/incident.ts";
import type { LogEntry } from "#alerts/incidents/log-entry.ts";
import { subjectKey } from "#signals/verdict.ts";
import type { Subject, Verdict } from "#signals/verdict.ts";
import type { LabelledFault } from "./company.ts";

/** What reached people, by how much it asks of them. */
export interface Tellings {
  /** The first that anybody heard of an incident, and what was told them as if they had not: it may wake them. */
  readonly firstTold: number;
  /** To others who were not told before, since it grew more severe or nobody took it up. */
  readonly escalations: number;
  /** Asked for, at the end of a snooze. */
  readonly reminders: number;
  /** Quiet, in the thread of the first. */
  readonly updates: number;
}

/** An incident that somebody was told of. */
export interface ToldIncident {
  readonly id: string;
  readonly toldAt: number;
  /** What it was said to come from when it was told. */
  readonly cause: Subject;
  readonly members: readonly Verdict[];
  readonly told: Tellings;
}

interface Known {
  cause: Subject;
  first?: { readonly at: number; readonly cause: Subject };
  readonly members: Map<string, Verdict>;
  readonly channels: Set<string>;
  told: Tellings;
}

const nothingTold: Tellings = { firstTold: 0, escalations: 0, reminders: 0, updates: 0 };

/**
 * The incidents of a log, each with all that it came to; what was merged into another before it was told is part of that.
 *
 * @param from when the log begins: what was wrong by then is of a time that nobody watched
 */
export function toldIncidents(entries: readonly LogEntry[], from: number): readonly ToldIncident[] {
  const known = new Map<string, Known>();
  const standing = new Set(
    entries.flatMap(({ incident, at, kind }) => (kind === "opened" && at === from ? incident : [])),
  );
  for (const entry of entries) {
    const { incident: id, at } = entry;
    if (standing.has(id)) continue;
    const incident = known.get(id);
    if (entry.kind === "opened" || entry.kind === "reopened") {
      const { verdict, cause } = entry;
      const reopened = incident ?? { cause, members: new Map(), channels: new Set(), told: nothingTold };
      reopened.cause = cause;
      reopened.members.set(memberKey(verdict), verdict);
      known.set(id, reopened);
    } else if (incident === undefined) continue;
    else if (entry.kind === "joined") incident.members.set(memberKey(entry.verdict), entry.verdict);
    else if (entry.kind === "moved") incident.cause = entry.cause;
    else if (entry.kind === "notifying") {
      incident.first ??= { at, cause: incident.cause };
      const how = tellingOf(entry, incident);
      incident.told = { ...incident.told, [how]: incident.told[how] + 1 };
      incident.channels.add(entry.channel);
    }
  }
  return [...known].flatMap(([id, { first, members, told }]) =>
    first === undefined ? [] : [{ id, toldAt: first.at, cause: first.cause, members: [...members.values()], told }],
  );
}

function tellingOf(
  { at, channel, notice }: Extract<LogEntry, { kind: "notifying" }>,
  { first, channels }: Known,
): keyof Tellings {
  switch (noticeKindOf(notice)) {
    case "opened":
      return first === undefined || first.at === at || channels.has(channel) ? "firstTold" : "escalations";
    case "escalated":
      return "escalations";
    case "reminder":
      return "reminders";
    default:
      return "updates";
  }
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

/** What was told, held against what went wrong. */
export interface Score {
  readonly found: readonly FoundFault[];
  readonly incidents: readonly ToldIncident[];
  /** Those that told of no fault. */
  readonly falseIncidents: readonly ToldIncident[];
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
  return { found, incidents, falseIncidents: incidents.filter((incident) => of.get(incident)?.length === 0) };
}

/** Told while it lasted, of something that it is in. */
function tellsOf({ toldAt, members }: ToldIncident, { from, until, affected }: LabelledFault): boolean {
  if (toldAt < from || toldAt > until) return false;
  const keys = new Set(affected.map(subjectKey));
  return members.some(({ subject }) => keys.has(subjectKey(subject)));
}

export interface Figures {
  readonly faults: number;
  readonly incidents: number;
  readonly recall: number;
  readonly precision: number;
  /** Cascades that were told. */
  readonly cascades: number;
  /** The share of them. */
  readonly rootRight: number;
  readonly told: Tellings;
  /** Of those that may have woken somebody who knew, or did not yet: of one incident. */
  readonly mostNotifications: number;
  /** Of the faults that were found. */
  readonly incidentsPerFault: number;
}

/** Of one company, or of several together. */
export function figuresOf(scores: readonly Score[]): Figures {
  const found = scores.flatMap((score) => score.found);
  const incidents = scores.flatMap((score) => score.incidents);
  const falseIncidents = scores.flatMap((score) => score.falseIncidents);
  const seen = found.filter((each) => each.incidents.length > 0);
  const cascades = seen.filter(({ fault }) => fault.kind === "cascade");
  const sum = (how: keyof Tellings): number => total(incidents.map(({ told }) => told[how]));
  return {
    faults: found.length,
    incidents: incidents.length,
    recall: seen.length / Math.max(1, found.length),
    precision: 1 - falseIncidents.length / Math.max(1, incidents.length),
    cascades: cascades.length,
    rootRight: cascades.filter(({ rootRight }) => rootRight).length / Math.max(1, cascades.length),
    told: {
      firstTold: sum("firstTold"),
      escalations: sum("escalations"),
      reminders: sum("reminders"),
      updates: sum("updates"),
    },
    mostNotifications: Math.max(0, ...incidents.map(({ told }) => told.firstTold)),
    incidentsPerFault: total(seen.map((each) => each.incidents.length)) / Math.max(1, seen.length),
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
