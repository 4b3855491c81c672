import type { Channel } from "#signals/expectations/channel.ts";
import { spanAround } from "#signals/calendar/time-span.ts";
import { subjectKey } from "#signals/verdict.ts";
import type { StepContext } from "./context.ts";
import { activeMembers, isOpen } from "./incident.ts";
import type { HoldReason, Incident, Notice, Told } from "./incident.ts";
import { isWaking } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import { canThread, channelNamed, routingOf, tracksState } from "./routing.ts";
import type { Routing } from "./routing.ts";
import { isAtLeast, severityOrder } from "./severity.ts";

/** Decides who is told of what; the most severe first, since a budget may end. */
export function notify(ledger: Ledger, context: StepContext): void {
  const incidents = [...ledger.state.incidents.values()].toSorted(
    (a, b) =>
      severityOrder(b.severity) - severityOrder(a.severity) || a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1),
  );
  for (const incident of incidents) {
    if (!isOpen(incident)) tellEnd(ledger, incident, context);
    else if (!isSnoozed(ledger, incident, context.now)) tellOpen(ledger, incident, context);
  }
}

/** By itself, by its cause, or because each of its members is. */
export function isSnoozed(ledger: Pick<Ledger, "state">, incident: Incident, now: number): boolean {
  if (incident.snoozed !== undefined && incident.snoozed.until > now) return true;
  const { snoozedSubjects } = ledger.state;
  const quiet = (key: string): boolean => (snoozedSubjects.get(key)?.until ?? 0) > now;
  if (quiet(subjectKey(incident.cause))) return true;
  const members = activeMembers(incident);
  return members.length > 0 && members.every(({ verdict }) => quiet(subjectKey(verdict.subject)));
}

function tellOpen(ledger: Ledger, incident: Incident, context: StepContext): void {
  const { now, directory } = context;
  const routing = routingOf(incident, directory);
  if (now >= incident.notifyAt && incident.calmSince === undefined) {
    for (const name of routing.channels) {
      if (incident.told.get(name)?.firstAt === undefined) tell(ledger, incident.id, name, "opened", context);
    }
  }
  escalate(ledger, incident, routing, context);
  for (const [name, told] of incident.told) {
    const channel = channelNamed(directory, name);
    if (channel === undefined || told.firstAt === undefined) continue;
    for (const notice of laterNotices(incident, told, channel, context)) {
      if (!told.notices.has(notice)) tell(ledger, incident.id, name, notice, context);
    }
  }
}

/** What becomes of what a channel knows. A person is woken once by an incident: of these only the end of a snooze may, who asked for it. */
function laterNotices(
  incident: Incident,
  { firstAt = 0 }: Told,
  channel: Channel,
  { now, settings }: StepContext,
): readonly Notice[] {
  const notices: Notice[] = [];
  const { openedAt, notifyAt, reopened, raisedAt, severity, snoozed, changedAt, updatedAt, acknowledged } = incident;
  const troubled = incident.calmSince === undefined;
  if (reopened > 0 && firstAt < openedAt && now >= notifyAt && troubled) notices.push(`reopened:${reopened}`);
  if (raisedAt !== undefined && firstAt < raisedAt && troubled) notices.push(`raised:${severityOrder(severity)}`);
  if (snoozed !== undefined && firstAt < snoozed.until && troubled) notices.push(`reminder:${snoozed.until}`);
  if (acknowledged !== undefined && (canThread(channel) || tracksState(channel))) {
    notices.push(`acknowledged:${acknowledged.at}`);
  }
  if (canThread(channel) && changedAt > updatedAt && now - updatedAt >= settings.updateEveryMs && troubled) {
    notices.push(`updated:${changedAt}`);
  }
  return notices;
}

function escalate(ledger: Ledger, incident: Incident, { escalation }: Routing, context: StepContext): void {
  const { notifiedAt, acknowledged, calmSince, id } = incident;
  if (notifiedAt === undefined || acknowledged !== undefined || calmSince !== undefined) return;
  const due = escalation.filter(({ afterMs }) => context.now >= notifiedAt + afterMs);
  for (const [index, { channels }] of due.entries()) {
    const step = index + 1;
    if (step > incident.escalated) ledger.record({ incident: id, at: context.now, kind: "escalated", step });
    // A number of its own each time it is opened.
    const notice: Notice = `escalated:${incident.reopened * 100 + step}`;
    for (const name of channels) {
      if (incident.told.get(name)?.notices.has(notice) !== true) tell(ledger, id, name, notice, context);
    }
  }
}

/** Longer after its end nobody is told of it any more. */
const endIsNewsMs = 86_400_000;

function tellEnd(ledger: Ledger, incident: Incident, context: StepContext): void {
  const { id, resolvedAt = 0, mergedInto, reopened, told } = incident;
  if (resolvedAt < context.now - endIsNewsMs) return;
  const notice: Notice = mergedInto === undefined ? `resolved:${reopened}` : "merged";
  const heir = mergedInto === undefined ? undefined : ledger.state.incidents.get(mergedInto);
  for (const [name, known] of told) {
    const channel = channelNamed(context.directory, name);
    const reached = known.firstAt !== undefined && !(known.failed && known.receipt === undefined);
    if (channel === undefined || !reached || known.notices.has(notice) || !channel.sendResolved) continue;
    // It goes on there under this name.
    if (heir?.told.get(name)?.thread === known.thread) continue;
    tell(ledger, id, name, notice, context);
  }
}

function tell(ledger: Ledger, id: string, name: string, notice: Notice, context: StepContext): void {
  const incident = ledger.state.incidents.get(id);
  const channel = channelNamed(context.directory, name);
  if (incident === undefined || channel === undefined) return;
  const told = incident.told.get(name);
  if (told?.notices.has(notice) === true || !isAtLeast(incident.severity, channel.minSeverity)) return;
  if (isWaking(notice)) {
    const why = whyHeldBack(ledger, channel, incident, context.now);
    if (why !== undefined) {
      if (told?.heldBack !== why) {
        ledger.record({ incident: id, at: context.now, kind: "held_back", channel: name, notice, why });
      }
      return;
    }
  }
  ledger.record({ incident: id, at: context.now, kind: "notifying", channel: name, notice });
}

function whyHeldBack(ledger: Ledger, channel: Channel, { severity }: Incident, now: number): HoldReason | undefined {
  const { quietHours, budget } = channel;
  if (quietHours !== undefined && !isAtLeast(severity, quietHours.fromSeverity)) {
    if (spanAround({ kind: "repeated", ...quietHours }, now) !== undefined) return "quiet_hours";
  }
  if (budget === undefined) return undefined;
  const sent = (ledger.state.sent.get(channel.name) ?? []).filter((at) => at > now - budget.perMs);
  return sent.length >= budget.notifications ? "budget" : undefined;
}
