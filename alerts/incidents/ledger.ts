import { subjectKey, verdictKey } from "#signals/verdict.ts";
import type { Verdict } from "#signals/verdict.ts";
import { isActive, noticeKindOf } from "./incident.ts";
import type { Incident, IncidentState, Member, Notice, NoticeKind, Snooze, Told } from "./incident.ts";
import type { Facts, Happening, LogEntry } from "./log-entry.ts";

/** What a log comes to, from a state on. Entries are in their order; what they say of unknown incidents is passed over. */
export function fold(state: IncidentState, entries: Iterable<LogEntry>): IncidentState {
  const ledger = new Ledger(state);
  for (const entry of entries) ledger.record(entry);
  return ledger.state;
}

/**
 * What may wake somebody: it counts against a channel's budget, and waits while hours are quiet. All else goes into the thread of what
 * the channel knows.
 */
const waking: ReadonlySet<NoticeKind> = new Set(["opened", "escalated", "reminder"]);

export function isWaking(notice: Notice): boolean {
  return waking.has(noticeKindOf(notice));
}

/** Longer than any budget: what was sent before is not counted any more. */
export const countedMs = 7 * 86_400_000;

/** A state that is written on; nothing that it was made from changes. */
export class Ledger {
  readonly #incidents: Map<string, Incident>;
  readonly #snoozedSubjects: Map<string, Snooze>;
  readonly #sent: Map<string, readonly number[]>;
  /** Maps of members that were made here, so may be written on. */
  readonly #own = new Map<string, Map<string, Member>>();
  readonly #entries: LogEntry[] = [];

  constructor({ incidents, snoozedSubjects, sent }: IncidentState) {
    this.#incidents = new Map(incidents);
    this.#snoozedSubjects = new Map(snoozedSubjects);
    this.#sent = new Map(sent);
  }

  get state(): IncidentState {
    return { incidents: this.#incidents, snoozedSubjects: this.#snoozedSubjects, sent: this.#sent };
  }

  /** What was recorded here. */
  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  record(entry: LogEntry): void {
    this.#entries.push(entry);
    const { incident: id, at } = entry;
    if (entry.kind === "snoozed" && entry.subject !== undefined) {
      this.#snoozedSubjects.set(subjectKey(entry.subject), snoozeOf(entry));
      return;
    }
    const incident = this.#incidents.get(id);
    if (incident === undefined) {
      if (entry.kind === "opened" || entry.kind === "reopened") {
        this.#incidents.set(id, this.#opened(undefined, id, at, entry));
      }
      return;
    }
    this.#incidents.set(id, this.#after(incident, at, entry));
  }

  /** @param before as it was, when it has come back */
  #opened(
    before: Incident | undefined,
    id: string,
    at: number,
    { verdict, ...facts }: { readonly verdict: Verdict } & Facts,
  ): Incident {
    const members = this.#membersOf(id, before?.members ?? new Map());
    members.set(verdictKey(verdict), { verdict, joinedAt: at, leftAt: undefined });
    return {
      id,
      ...factsIn(facts),
      openedAt: at,
      members,
      acknowledged: undefined,
      snoozed: undefined,
      calmSince: undefined,
      resolvedAt: undefined,
      mergedInto: undefined,
      told: before?.told ?? new Map(),
      notifiedAt: undefined,
      raisedAt: before?.raisedAt,
      escalated: 0,
      reopened: before === undefined ? 0 : before.reopened + 1,
      changedAt: at,
      updatedAt: at,
    };
  }

  #membersOf(id: string, members: ReadonlyMap<string, Member>): Map<string, Member> {
    const own = this.#own.get(id) ?? new Map(members);
    this.#own.set(id, own);
    return own;
  }

  #after(incident: Incident, at: number, entry: Happening): Incident {
    switch (entry.kind) {
      case "opened":
      case "reopened":
        return this.#opened(incident, incident.id, at, entry);
      case "joined":
      case "updated":
        return this.#withMember(incident, at, entry.verdict);
      case "left":
        return this.#withoutMember(incident, at, entry.member);
      case "moved":
        return { ...incident, ...factsIn(entry), changedAt: at };
      case "raised":
        return {
          ...incident,
          severity: entry.severity,
          raisedAt: incident.notifiedAt === undefined ? incident.raisedAt : at,
        };
      case "merged":
        return this.#merged(incident, at, entry.into);
      case "resolved":
        return { ...incident, resolvedAt: at };
      case "acknowledged":
        return { ...incident, acknowledged: { by: entry.by, at } };
      case "snoozed":
        return { ...incident, snoozed: snoozeOf(entry) };
      case "escalated":
        return { ...incident, escalated: entry.step };
      default:
        return this.#told(incident, at, entry);
    }
  }

  #withMember(incident: Incident, at: number, verdict: Verdict): Incident {
    const members = this.#membersOf(incident.id, incident.members);
    const key = verdictKey(verdict);
    const before = members.get(key);
    const stays = before !== undefined && isActive(before);
    members.set(key, { verdict, joinedAt: stays ? before.joinedAt : at, leftAt: undefined });
    return { ...incident, members, calmSince: undefined, changedAt: stays ? incident.changedAt : at };
  }

  #withoutMember(incident: Incident, at: number, key: string): Incident {
    const members = this.#membersOf(incident.id, incident.members);
    const member = members.get(key);
    if (member === undefined || !isActive(member)) return incident;
    members.set(key, { ...member, leftAt: at });
    const calm = ![...members.values()].some(isActive);
    return { ...incident, members, calmSince: calm ? at : undefined };
  }

  /** Channels that knew only this one go on with the other. */
  #merged(incident: Incident, at: number, into: string): Incident {
    const other = this.#incidents.get(into);
    if (other !== undefined) {
      const told = new Map(other.told);
      for (const [channel, known] of incident.told) {
        if (told.get(channel)?.firstAt === undefined) told.set(channel, known);
      }
      this.#incidents.set(into, { ...other, told });
    }
    return { ...incident, resolvedAt: at, mergedInto: into };
  }

  #told(
    incident: Incident,
    at: number,
    entry: Extract<Happening, { kind: "held_back" | "notifying" | "notified" | "delivery_failed" }>,
  ): Incident {
    const { channel, notice } = entry;
    const before = incident.told.get(channel) ?? untold(incident.id);
    const told = new Map(incident.told).set(channel, toldAfter(before, at, entry));
    if (entry.kind !== "notifying") return { ...incident, told };
    if (isWaking(notice)) this.#count(channel, at);
    const kind = noticeKindOf(notice);
    return {
      ...incident,
      told,
      notifiedAt: incident.notifiedAt ?? (isWaking(notice) || kind === "reopened" ? at : undefined),
      updatedAt: kind === "updated" || kind === "opened" ? at : incident.updatedAt,
    };
  }

  #count(channel: string, at: number): void {
    const before = this.#sent.get(channel) ?? [];
    this.#sent.set(channel, [...before.filter((each) => each > at - countedMs), at]);
  }
}

function untold(thread: string): Told {
  return {
    thread,
    notices: new Set(),
    firstAt: undefined,
    heldBack: undefined,
    failed: false,
    receipt: undefined,
  };
}

function toldAfter(
  before: Told,
  at: number,
  entry: Extract<Happening, { kind: "held_back" | "notifying" | "notified" | "delivery_failed" }>,
): Told {
  switch (entry.kind) {
    case "held_back":
      return { ...before, heldBack: entry.why };
    case "notifying":
      return {
        ...before,
        notices: new Set(before.notices).add(entry.notice),
        firstAt: before.firstAt ?? at,
        heldBack: undefined,
      };
    case "notified":
      return { ...before, failed: false, receipt: before.receipt ?? entry.receipt };
    default:
      return { ...before, failed: true };
  }
}

function factsIn({ cause, severity, notifyAt }: Facts): Pick<Incident, "cause" | "severity" | "notifyAt"> {
  return { cause, severity, notifyAt };
}

function snoozeOf({ until, by, reason }: Snooze): Snooze {
  return { until, by, reason };
}
