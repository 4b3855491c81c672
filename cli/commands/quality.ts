import type { Page } from "#query/list.ts";
import type { QualityItem } from "#query/lists/quality.ts";
import { listParameters } from "../ask-options.ts";
import type { ListOptions } from "../ask-options.ts";
import type { CollectorClient } from "../collector-client.ts";
import { checkNames, printPage } from "../print-page.ts";
import type { TableColumn } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { nameCell, timeCell } from "../texts.ts";

export interface QualityOptions extends ListOptions {
  readonly dataset?: string;
  readonly job?: string;
  readonly run?: string;
  readonly column?: string;
  readonly assertion?: string;
  readonly severity?: string;
  readonly failed?: true;
  readonly passed?: true;
}

export function checkColumns(terminal: Terminal): readonly TableColumn<QualityItem>[] {
  return [
    { title: "WHEN", value: ({ eventTime }) => timeCell(eventTime) },
    {
      title: "RESULT",
      value: ({ success }) => (success ? "passed" : "failed"),
      style: (text, { success, severity }) => resultStyle(terminal, success, severity)(text),
    },
    { title: "SEVERITY", value: ({ severity }) => severity ?? "", optional: true, expendable: true },
    { title: "DATASET", value: ({ dataset }) => nameCell(dataset), flexible: true, cut: "middle", optional: true },
    { title: "COLUMN", value: ({ column }) => column ?? "", flexible: true, cut: "middle", optional: true },
    { title: "CHECK", value: checkText, flexible: true },
    { title: "EXPECTED", value: ({ expected }) => expected ?? "", flexible: true, optional: true },
    { title: "ACTUAL", value: ({ actual }) => actual ?? "", flexible: true, optional: true },
  ];
}

/** Its name says more than its kind, where it has one. */
function checkText({ assertion, name }: QualityItem): string {
  return name ?? assertion;
}

function resultStyle(terminal: Terminal, success: boolean, severity: string | null): (text: string) => string {
  if (success) return terminal.green;
  return severity?.toLowerCase().startsWith("warn") === true ? terminal.yellow : terminal.red;
}

/** `tidemark quality`: results of checks, the newest first. */
export async function listQuality(client: CollectorClient, terminal: Terminal, options: QualityOptions): Promise<void> {
  const { dataset, job, run, column, assertion, severity, json } = options;
  const filter = { dataset, job, runId: run, column, assertion, severity, success: successOf(options) };
  const parameters = { ...listParameters(options), ...filter };
  const page = await client.ask<Page<QualityItem>>(["quality"], parameters);
  await checkNames(client, page, { job, dataset }, parameters.asOf);
  printPage(terminal, page, { columns: checkColumns(terminal), none: "No results of checks.", json });
}

function successOf({ failed, passed }: QualityOptions): string | undefined {
  if (failed === true) return "false";
  return passed === true ? "true" : undefined;
}
