import type { Evaluation } from "#signals/verdict.ts";
import { assignBreaches } from "./assign.ts";
import type { StepContext } from "./context.ts";
import { activeMembers, isOpen } from "./incident.ts";
import type { IncidentState } from "./incident.ts";
import { Ledger } from "./ledger.ts";
import type { LogEntry } from "./log-entry.ts";
import { openIncidents, updateMembers } from "./members.ts";
import { notify } from "./notify.ts";
import { highest, isAtLeast, weightOf } from "./severity.ts";

export interface Step {
  readonly state: IncidentState;
  /** What was decided, in order: folded onto the state before, it gives the state after. */
  readonly entries: readonly LogEntry[];
}

/**
 * What becomes of the incidents when this is how things stand. Pure: the same state, evaluation and time give the same, in whatever
 * order the verdicts come.
 */
export function step(before: IncidentState, evaluation: Evaluation, context: StepContext): Step {
  const ledger = new Ledger(forget(before, context.now));
  assignBreaches(ledger, updateMembers(ledger, evaluation, context.now), context);
  raise(ledger, context.now);
  resolve(ledger, context);
  notify(ledger, context);
  return { state: ledger.state, entries: ledger.entries };
}

/** Whether an incident is back is not asked after so long. */
export const rememberedMs = 30 * 86_400_000;

/** Without what has no more bearing: incidents that ended long ago, snoozes that are over. */
export function forget({ incidents, snoozedSubjects, sent }: IncidentState, now: number): IncidentState {
  return {
    incidents: new Map(
      [...incidents].filter(([, incident]) => isOpen(incident) || (incident.resolvedAt ?? 0) > now - rememberedMs),
    ),
    snoozedSubjects: new Map([...snoozedSubjects].filter(([, { until }]) => until > now)),
    sent,
  };
}

function raise(ledger: Ledger, now: number): void {
  for (const incident of openIncidents(ledger.state)) {
    const severity = highest(activeMembers(incident).map(({ verdict }) => weightOf(verdict)));
    if (severity === incident.severity || !isAtLeast(severity, incident.severity)) continue;
    ledger.record({ incident: incident.id, at: now, kind: "raised", severity });
  }
}

function resolve(ledger: Ledger, { now, settings }: StepContext): void {
  for (const { id, calmSince, reopened } of openIncidents(ledger.state)) {
    const settleMs = reopened > 0 ? settings.returnedSettleMs : settings.settleMs;
    if (calmSince !== undefined && now - calmSince >= settleMs) {
      ledger.record({ incident: id, at: now, kind: "resolved" });
    }
  }
}
