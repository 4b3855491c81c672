import type { ImpactAnswer } from "#query/graph/impact.ts";
import { printTitle } from "../print-fields.ts";
import { printTable } from "../print-page.ts";
import { plainText } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";
import { nameCell, stateStyle, timeCell } from "../texts.ts";
import { nodeName } from "./dataset-text.ts";
import { boundLines } from "./lineage-tree.ts";

/** Impact for people: how much it is, what is hit step by step, whom to tell. */
export function printImpact(answer: ImpactAnswer, terminal: Terminal): void {
  const { dataset, column, counts, owners, unsure } = answer;
  terminal.print(terminal.bold(`${nodeName(dataset)}${column === null ? "" : `.${plainText(column)}`}`));
  const rows = rowsOf(answer);
  if (rows.length === 0 && unsure.length === 0) return terminal.print("Nothing that is known is made from it.");
  terminal.print(
    `Hurts ${counted(counts.datasets, "dataset")} and ${counted(counts.consumers, "consumer")}, by ${counted(counts.jobs, "job")}.`,
  );
  if (rows.length > 0) {
    terminal.print("");
    printRows(rows, terminal);
  }
  if (owners.length > 0) {
    printTitle(terminal, "Owners");
    printTable(
      terminal,
      [
        { title: "OWNER", value: ({ name }) => name, flexible: true },
        { title: "AS", value: ({ type }) => type ?? "", optional: true },
        { title: "DATASETS", value: ({ datasets }) => String(datasets), align: "right" },
        { title: "JOBS", value: ({ jobs }) => String(jobs), align: "right" },
      ],
      owners,
    );
  }
  printUnsure(unsure, terminal);
  for (const line of boundLines(answer, terminal)) terminal.print(line);
}

interface Row {
  readonly hop: number;
  readonly what: string;
  readonly name: string;
  readonly state: string;
  readonly at: string;
  readonly owners: string;
  readonly columns: string;
}

function rowsOf({ datasets, consumers }: ImpactAnswer): readonly Row[] {
  return [
    ...datasets.map((dataset) => ({
      hop: dataset.hop,
      what: "dataset",
      name: nameCell(dataset),
      state: dataset.lastRun?.state ?? "",
      at: timeCell(dataset.lastWrittenAt),
      owners: ownersText(dataset.owners),
      columns: columnsText(dataset.columns),
    })),
    ...consumers.map((job) => ({
      hop: job.hop,
      what: "consumer",
      name: nameCell(job),
      state: job.lastRun?.state ?? "",
      at: timeCell(job.lastRun?.endedAt ?? job.lastRun?.startedAt ?? null),
      owners: ownersText(job.owners),
      columns: "",
    })),
  ].toSorted((a, b) => a.hop - b.hop);
}

function printRows(rows: readonly Row[], terminal: Terminal): void {
  printTable(
    terminal,
    [
      { title: "STEPS", value: ({ hop }) => String(hop), align: "right" },
      { title: "WHAT", value: ({ what }) => what },
      { title: "NAME", value: ({ name }) => name, flexible: true, cut: "middle" },
      { title: "LAST RUN", value: ({ state }) => state, style: (text) => stateStyle(terminal, text.trim())(text) },
      { title: "LAST DONE", value: ({ at }) => at },
      { title: "COLUMNS", value: ({ columns }) => columns, flexible: true, optional: true },
      { title: "OWNERS", value: ({ owners }) => owners, flexible: true, optional: true },
    ],
    rows,
  );
}

const shownUnsure = 20;

function printUnsure(unsure: ImpactAnswer["unsure"], terminal: Terminal): void {
  if (unsure.length === 0) return;
  printTitle(terminal, "Perhaps also: jobs that do not say which columns they use make from these");
  for (const dataset of unsure.slice(0, shownUnsure)) terminal.print(nodeName(dataset));
  if (unsure.length > shownUnsure)
    terminal.print(terminal.dim(`… ${unsure.length - shownUnsure} more: --json has all`));
}

function columnsText(columns: ImpactAnswer["datasets"][number]["columns"]): string {
  return (columns ?? [])
    .map(({ field, type, masked }) =>
      [field ?? "all", type === "INDIRECT" ? "(indirect)" : "", masked ? "(masked)" : ""].filter(Boolean).join(" "),
    )
    .join(", ");
}

function ownersText(owners: readonly { readonly name: string }[]): string {
  return owners.map(({ name }) => name).join(", ");
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
