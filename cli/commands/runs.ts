import type { Page } from "#query/list.ts";
import type { RunItem } from "#query/lists/runs.ts";
import type { RunTree } from "#query/things/run-tree.ts";
import type { RunDetail } from "#query/things/run.ts";
import { askParameters, listParameters } from "../ask-options.ts";
import type { ListOptions } from "../ask-options.ts";
import type { CollectorClient } from "../collector-client.ts";
import { formatBytes, formatCount, formatMilliseconds } from "../numbers.ts";
import { printFields, printTitle } from "../print-fields.ts";
import { checkNames, printPage, printTable } from "../print-page.ts";
import { runTreeLines } from "../run-tree-lines.ts";
import type { TableColumn } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { nameCell, stateStyle, tagsText, timeCell } from "../texts.ts";
import { checkColumns } from "./quality.ts";

export interface RunOptions extends ListOptions {
  readonly job?: string;
  readonly dataset?: string;
  readonly state?: string;
  readonly search?: string;
  readonly tag?: string;
  readonly tree?: true;
}

export function runColumns(terminal: Terminal): readonly TableColumn<RunItem>[] {
  return [
    { title: "STARTED", value: startedText },
    {
      title: "STATE",
      value: ({ state }) => state,
      style: (text, { state }) => stateStyle(terminal, state)(text),
    },
    { title: "TOOK", value: tookText, align: "right" },
    { title: "JOB", value: ({ job }) => nameCell(job), flexible: true, cut: "middle" },
    { title: "RUN", value: ({ runId }) => runId, expendable: true },
    { title: "ERROR", value: ({ error }) => error ?? "", flexible: true, optional: true, expendable: true },
  ];
}

/** No START has been seen of some: they began before their first event. */
function startedText({ startedAt, firstEventAt }: RunItem): string {
  return startedAt === null && firstEventAt !== null ? `≤ ${timeCell(firstEventAt)}` : timeCell(startedAt);
}

function tookText({ durationMs }: RunItem): string {
  return durationMs === null ? "" : formatMilliseconds(durationMs);
}

/** `tidemark runs`: the newest first. */
export async function listRuns(client: CollectorClient, terminal: Terminal, options: RunOptions): Promise<void> {
  const { job, dataset, state, search, tag, json } = options;
  const parameters = { ...listParameters(options), job, dataset, state, search, tag };
  const page = await client.ask<Page<RunItem>>(["runs"], parameters);
  await checkNames(client, page, { job, dataset }, parameters.asOf);
  printPage(terminal, page, { columns: runColumns(terminal), none: "No runs.", json });
}

/** `tidemark runs ID`: all of one. */
export async function showRun(
  client: CollectorClient,
  terminal: Terminal,
  runId: string,
  options: RunOptions,
): Promise<void> {
  const run = await client.ask<RunDetail>(["runs", runId], { ...askParameters(options), job: options.job });
  if (options.json === true) return terminal.print(JSON.stringify(run));
  const style = stateStyle(terminal, run.state);
  terminal.print(`${terminal.bold(nameCell(run.job))}  ${style(run.state)}`);
  printFields(terminal, [
    ["Run", run.runId],
    ["Started", timeCell(run.startedAt)],
    [
      "Ended",
      `${timeCell(run.endedAt)}${run.durationMs === null ? "" : `, after ${formatMilliseconds(run.durationMs)}`}`,
    ],
    ["For", spanText(run.nominalStart, run.nominalEnd)],
    ["Attempt", run.attempt?.toString()],
    ["Error", run.error],
    ["Parent", refText(run.parent)],
    ["Root", run.root?.runId === run.parent?.runId ? null : refText(run.root)],
    ["Engine", [run.engine, run.engineVersion].filter((each) => each !== null).join(" ")],
    ["Query", [run.queryId, run.querySource].filter((each) => each !== null).join(" in ")],
    ["Tags", tagsText(run.tags)],
    ["Known since", timeCell(run.receivedAt)],
  ]);
  printUses(
    terminal,
    "Read",
    run.datasets.filter(({ role }) => role === "input"),
  );
  printUses(
    terminal,
    "Wrote",
    run.datasets.filter(({ role }) => role === "output"),
  );
  printTests(terminal, run);
  printCosts(terminal, run);
}

function printUses(terminal: Terminal, title: string, uses: RunDetail["datasets"]): void {
  if (uses.length === 0) return;
  printTitle(terminal, title);
  printTable(
    terminal,
    [
      { title: "DATASET", value: ({ dataset }) => nameCell(dataset), flexible: true, cut: "middle" },
      { title: "ROWS", value: ({ rows }) => countCell(rows), align: "right", optional: true },
      {
        title: "SIZE",
        value: ({ bytes }) => (bytes === null ? "" : formatBytes(bytes)),
        align: "right",
        optional: true,
      },
      { title: "FILES", value: ({ files }) => countCell(files), align: "right", optional: true },
      { title: "PARTITION", value: ({ partition }) => partition ?? "", flexible: true, optional: true },
      { title: "VERSION", value: ({ version }) => version ?? "", optional: true },
      { title: "CHANGE", value: ({ lifecycle }) => lifecycle ?? "", optional: true },
    ],
    uses,
  );
}

function printTests(terminal: Terminal, { tests }: RunDetail): void {
  if (tests.length === 0) return;
  printTitle(terminal, "Checked");
  printTable(
    terminal,
    checkColumns(terminal).filter(({ title }) => title !== "WHEN"),
    tests,
  );
}

function printCosts(terminal: Terminal, { costs }: RunDetail): void {
  if (costs.length === 0) return;
  printTitle(terminal, "Cost");
  printTable(
    terminal,
    [
      { title: "ITEM", value: ({ item }) => item },
      { title: "AMOUNT", value: ({ amount }) => amount?.toLocaleString("en-US") ?? "", align: "right" },
      { title: "CURRENCY", value: ({ currency }) => currency ?? "" },
      {
        title: "QUANTITY",
        value: ({ quantity }) => quantity?.toLocaleString("en-US") ?? "",
        align: "right",
        optional: true,
      },
      { title: "UNIT", value: ({ unit }) => unit ?? "", optional: true },
    ],
    costs,
  );
}

/** `tidemark runs ID --tree`: its parents, and all that it started. */
export async function showRunTree(
  client: CollectorClient,
  terminal: Terminal,
  runId: string,
  options: RunOptions,
): Promise<void> {
  const parameters = { ...askParameters(options), job: options.job };
  const tree = await client.ask<RunTree>(["runs", runId, "tree"], parameters);
  if (options.json === true) return terminal.print(JSON.stringify(tree));
  for (const line of runTreeLines(tree, terminal)) terminal.print(line);
}

function refText(ref: RunItem["parent"]): string {
  return ref === null ? "" : `${nameCell(ref.job)}  ${ref.runId}`;
}

function spanText(start: string | null, end: string | null): string {
  if (start === null && end === null) return "";
  return end === null ? timeCell(start) : `${timeCell(start)} to ${timeCell(end)}`;
}

function countCell(count: number | null): string {
  return count === null ? "" : formatCount(count);
}
