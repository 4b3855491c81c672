import type { Severity } from "#signals/expectations/schema/forms.ts";
import type { SignalName, Subject } from "#signals/verdict.ts";
import type { Incident, Notice } from "../incidents/incident.ts";
import type { Facts, LogEntry } from "../incidents/log-entry.ts";
import type { BacktestStep } from "./backtest.ts";

/** An incident that would have been. Times are milliseconds since the epoch. */
export interface BacktestIncident {
  readonly id: string;
  readonly cause: Subject;
  readonly title: string;
  readonly severity: Severity;
  readonly owner: string;
  readonly openedAt: number;
  /** What was wrong already when the range began. */
  readonly standing: boolean;
  /** Undefined for one that lasts when the range ends. */
  readonly resolvedAt: number | undefined;
  readonly reopened: number;
  /** Of its breaches. */
  readonly signals: readonly SignalName[];
  readonly breaches: number;
  readonly blastRadius: number;
  readonly notifications: readonly { readonly at: number; readonly channel: string; readonly notice: Notice }[];
  /** What budgets and quiet hours kept back. */
  readonly heldBack: number;
}

/**
 * What a backtest found, in the order of opening. Those that became part of another are in that one.
 *
 * @param from when the range began.
 */
export class BacktestReport {
  readonly #from: number;
  readonly #entries = new Map<string, LogEntry[]>();
  readonly #last = new Map<string, Incident>();

  constructor(from: number) {
    this.#from = from;
  }

  add({ entries, state }: BacktestStep): void {
    for (const entry of entries) {
      const known = this.#entries.get(entry.incident) ?? [];
      known.push(entry);
      this.#entries.set(entry.incident, known);
      const incident = state.incidents.get(entry.incident);
      if (incident !== undefined) this.#last.set(entry.incident, incident);
    }
  }

  incidents(): readonly BacktestIncident[] {
    return [...this.#last.values()]
      .filter(({ mergedInto }) => mergedInto === undefined)
      .map((incident) => this.#told(incident))
      .toSorted((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1));
  }

  #told(incident: Incident): BacktestIncident {
    const entries = this.#entries.get(incident.id) ?? [];
    const facts = entries.findLast(saysFacts);
    const openedAt = entries[0]?.at ?? incident.openedAt;
    return {
      id: incident.id,
      cause: incident.cause,
      title: facts?.title ?? "",
      owner: facts?.owner ?? "",
      blastRadius: facts?.blastRadius ?? 0,
      severity: incident.severity,
      openedAt,
      standing: openedAt === this.#from,
      resolvedAt: incident.resolvedAt,
      reopened: incident.reopened,
      signals: [...new Set([...incident.members.values()].map(({ verdict }) => verdict.signal))].toSorted(),
      breaches: incident.members.size,
      notifications: entries.flatMap((entry) =>
        entry.kind === "notifying" ? [{ at: entry.at, channel: entry.channel, notice: entry.notice }] : [],
      ),
      heldBack: entries.filter(({ kind }) => kind === "held_back").length,
    };
  }
}

function saysFacts(entry: LogEntry): entry is LogEntry & Facts {
  return entry.kind === "opened" || entry.kind === "reopened" || entry.kind === "moved";
}
