import type { Page } from "#query/list.ts";
import type { SignalItem } from "#query/lists/signals.ts";
import type { CollectorClient } from "../collector-client.ts";
import { Failure } from "../failure.ts";
import { formatCount } from "../numbers.ts";
import { checkNames, printPage } from "../print-page.ts";
import type { Terminal } from "../terminal.ts";
import { timeCell } from "../texts.ts";
import { signalColumns } from "./signals.ts";

export interface AlertsCheckOptions {
  readonly signal?: string;
  readonly severity?: string;
  readonly dataset?: string;
  readonly job?: string;
  readonly owner?: string;
  readonly atRisk?: true;
  readonly json?: true;
}

interface Evaluated {
  readonly evaluatedAt: string | null;
  readonly telling: string;
}

/** `tidemark alerts check`: judges now; ends with 1 when something is in breach. */
export async function checkAlerts(
  client: CollectorClient,
  terminal: Terminal,
  { signal, severity, dataset, job, owner, atRisk, json }: AlertsCheckOptions,
): Promise<void> {
  const { evaluatedAt, telling } = await client.act<Evaluated>(["evaluate"], {});
  if (evaluatedAt === null) throw new Failure("nothing has been judged yet: try again in a minute");
  const state = atRisk === true ? "breach,at_risk" : "breach";
  const filter = { state, signal, severity, dataset, job, owner, limit: "1000" };
  const page = await client.ask<Page<SignalItem>>(["signals"], filter);
  await checkNames(client, page, { job, dataset }, undefined);
  if (json === true) terminal.print(JSON.stringify({ evaluatedAt, ...page }));
  else {
    const by = telling === "standby" ? " by another collector" : "";
    terminal.print(terminal.dim(`Judged ${timeCell(evaluatedAt)}${by}`));
    printPage(terminal, { ...page, next: null }, { columns: signalColumns(terminal), none: "Nothing is in breach." });
  }
  const count = page.items.length;
  const more = page.next === null ? "" : "more than ";
  if (count > 0) throw new Failure(`${more}${formatCount(count)} in breach${atRisk === true ? " or at risk" : ""}`);
}
