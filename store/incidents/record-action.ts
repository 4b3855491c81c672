import { randomUUID } from "node:crypto";
import { RowEncoder } from "../columns.ts";
import type { Store } from "../store.ts";
import { emptyIncidentLogRow, incidentLog } from "../tables/incident-log.ts";

/** What a person does about incidents. Times are milliseconds since the epoch. */
export type IncidentAction =
  | { readonly kind: "acknowledged"; readonly incident: string; readonly by: string }
  | {
      readonly kind: "snoozed";
      /** Empty when a subject is snoozed. */
      readonly incident: string;
      readonly subject: SnoozedSubject | undefined;
      readonly until: number;
      readonly by: string;
      readonly reason: string;
    };

export interface SnoozedSubject {
  readonly kind: "dataset" | "job";
  readonly namespace: string;
  readonly name: string;
}

/** Writes it into the log of incidents, from which the watcher takes it at its next evaluation. Durable when it resolves. */
export async function recordAction(store: Pick<Store, "insert">, action: IncidentAction, at: number): Promise<void> {
  const { kind, incident, by } = action;
  const [subject, until, reason] =
    kind === "snoozed" ? [action.subject, action.until, action.reason] : [undefined, null, ""];
  const encoder = new RowEncoder(incidentLog);
  encoder.add({
    ...emptyIncidentLogRow,
    incident_id: incident,
    at: at * 1000,
    // After what the watcher decided at the same time.
    position: personsPosition,
    entry_id: randomUUID(),
    kind,
    actor: by,
    subject_kind: subject?.kind ?? "",
    subject_namespace: subject?.namespace ?? "",
    subject_name: subject?.name ?? "",
    reason,
    until: until === null ? null : until * 1000,
    entry: JSON.stringify({ ...action, at }),
  });
  await store.insert(encoder);
}

const personsPosition = 1_000_000;
