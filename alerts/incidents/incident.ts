import type { Severity } from "#signals/expectations/schema/forms.ts";
import type { Subject, Verdict } from "#signals/verdict.ts";

/** Trouble with one cause, and all that it broke. Times are milliseconds since the epoch. */
export interface Incident {
  /** From its cause and when that began, so that two watchers that see the same open the same. */
  readonly id: string;
  /** When it was opened; the last time, where it was reopened. */
  readonly openedAt: number;
  /** The furthest upstream that is in trouble. */
  readonly cause: Subject;
  /** The highest that any member has had; it is never lowered. */
  readonly severity: Severity;
  /** By `verdictKey`; those that have left too. */
  readonly members: ReadonlyMap<string, Member>;
  /** Nobody is told before: what may have a cause further up waits for it to be found. */
  readonly notifyAt: number;
  readonly acknowledged: { readonly by: string; readonly at: number } | undefined;
  readonly snoozed: Snooze | undefined;
  /** Since when no member has been in breach. */
  readonly calmSince: number | undefined;
  readonly resolvedAt: number | undefined;
  /** The incident that it is now part of. */
  readonly mergedInto: string | undefined;
  /** By channel. */
  readonly told: ReadonlyMap<string, Told>;
  /** When the first was told that it was opened, or is back; escalation counts from there. */
  readonly notifiedAt: number | undefined;
  /** When its severity was last raised after that: the threads of those told before are told. */
  readonly raisedAt: number | undefined;
  /** Steps of escalation taken. */
  readonly escalated: number;
  readonly reopened: number;
  /** When members last joined, or the cause moved. */
  readonly changedAt: number;
  /** When its threads were last told what changed. */
  readonly updatedAt: number;
}

/** One breach of an incident. */
export interface Member {
  readonly verdict: Verdict;
  readonly joinedAt: number;
  readonly leftAt: number | undefined;
}

export interface Snooze {
  readonly until: number;
  readonly by: string;
  readonly reason: string;
}

/** What a channel knows of an incident. */
export interface Told {
  /** The incident under which the channel knows it: another one after a merge. */
  readonly thread: string;
  /** What of it was sent, or is being sent. */
  readonly notices: ReadonlySet<Notice>;
  /** When the first was. */
  readonly firstAt: number | undefined;
  /** Why nothing is sent for now. */
  readonly heldBack: HoldReason | undefined;
  /** The last attempt failed. */
  readonly failed: boolean;
  /** What the channel needs to thread to its first message. */
  readonly receipt: string | undefined;
}

export type HoldReason = "budget" | "quiet_hours";

/** Which notification about an incident: one of each is sent on a channel. The number tells later ones of a kind apart. */
export type Notice = NoticeKind | `${NoticeKind}:${number}`;

export const noticeKinds = [
  "opened",
  "raised",
  "escalated",
  "reopened",
  "reminder",
  "updated",
  "acknowledged",
  "resolved",
  "merged",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export function noticeKindOf(notice: Notice): NoticeKind {
  const kind = notice.split(":")[0];
  return noticeKinds.find((each) => each === kind) ?? "updated";
}

/** All that a watcher must know to go on. */
export interface IncidentState {
  /** Open ones, and resolved ones for a while: they may come back. */
  readonly incidents: ReadonlyMap<string, Incident>;
  /** By `subjectKey`. */
  readonly snoozedSubjects: ReadonlyMap<string, Snooze>;
  /** When each channel was last sent what may wake somebody, the oldest first: what its budget counts. */
  readonly sent: ReadonlyMap<string, readonly number[]>;
}

export const noIncidents: IncidentState = { incidents: new Map(), snoozedSubjects: new Map(), sent: new Map() };

export function isOpen({ resolvedAt }: Incident): boolean {
  return resolvedAt === undefined;
}

export function isActive({ leftAt }: Member): boolean {
  return leftAt === undefined;
}

export function activeMembers({ members }: Incident): readonly Member[] {
  return [...members.values()].filter(isActive);
}
