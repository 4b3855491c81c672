import type { Page } from "#query/list.ts";
import type { IncidentItem } from "#query/lists/incidents.ts";
import { listParameters } from "../ask-options.ts";
import type { ListOptions } from "../ask-options.ts";
import type { CollectorClient } from "../collector-client.ts";
import { checkNames, printPage } from "../print-page.ts";
import type { TableColumn } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { timeCell } from "../texts.ts";

export interface IncidentListOptions extends Omit<ListOptions, "asOf"> {
  readonly state?: string;
  readonly all?: true;
  readonly severity?: string;
  readonly signal?: string;
  readonly dataset?: string;
  readonly job?: string;
  readonly owner?: string;
  readonly search?: string;
  readonly heldBack?: true;
}

function columns(terminal: Terminal): readonly TableColumn<IncidentItem>[] {
  return [
    { title: "OPENED", value: ({ openedAt }) => timeCell(openedAt) },
    { title: "ID", value: ({ id }) => id },
    { title: "STATE", value: ({ state }) => state, style: (text, { state }) => incidentStyle(terminal, state)(text) },
    { title: "SEVERITY", value: ({ severity }) => severity },
    { title: "WHAT", value: ({ title }) => title, flexible: true },
    { title: "BREACHES", value: ({ breaches }) => String(breaches.active), align: "right", optional: true },
    { title: "HURTS", value: ({ blastRadius }) => String(blastRadius), align: "right", optional: true },
    { title: "OWNER", value: ({ owner }) => owner ?? "", optional: true, expendable: true },
  ];
}

export function incidentStyle(terminal: Terminal, state: IncidentItem["state"]): (text: string) => string {
  if (state === "open") return terminal.red;
  return state === "resolved" ? terminal.green : terminal.yellow;
}

/** Those that last. */
const lasting = "open,acknowledged,snoozed";

/** `tidemark incidents list`: those that last; with a state, or --all, others too. */
export async function listIncidents(
  client: CollectorClient,
  terminal: Terminal,
  options: IncidentListOptions,
): Promise<void> {
  const { severity, signal, dataset, job, owner, search, json } = options;
  const state = options.state ?? (options.all === true ? undefined : lasting);
  const heldBack = options.heldBack === true ? "true" : undefined;
  const filter = { state, severity, signal, dataset, job, owner, search, heldBack };
  const page = await client.ask<Page<IncidentItem>>(["incidents"], { ...listParameters(options), ...filter });
  await checkNames(client, page, { job, dataset }, undefined);
  const none = state === lasting ? "No incidents are open." : "No such incidents.";
  printPage(terminal, page, { columns: columns(terminal), none, json });
}
