import type { Page } from "#query/list.ts";
import type { DatasetItem } from "#query/lists/datasets.ts";
import type { DatasetDetail } from "#query/things/dataset.ts";
import { askParameters, listParameters } from "../ask-options.ts";
import type { AskOptions, ListOptions } from "../ask-options.ts";
import type { CollectorClient } from "../collector-client.ts";
import { printFields, printTitle } from "../print-fields.ts";
import { checkNames, printPage, printTable } from "../print-page.ts";
import type { Terminal } from "../terminal.ts";
import { nameCell, ownersText, tagsText, timeCell } from "../texts.ts";
import { printColumns } from "./schema.ts";

export interface DatasetOptions extends ListOptions {
  readonly namespace?: string;
  readonly search?: string;
  readonly type?: string;
  readonly tag?: string;
  readonly owner?: string;
  readonly job?: string;
  readonly deleted?: true;
  readonly duplicates?: true;
}

/** `tidemark datasets`: by namespace and name. */
export async function listDatasets(
  client: CollectorClient,
  terminal: Terminal,
  options: DatasetOptions,
): Promise<void> {
  const { namespace, search, type, tag, owner, job, deleted, json } = options;
  const filter = { namespace, search, type, tag, owner, job, deleted: deleted === true ? "true" : undefined };
  const parameters = { ...listParameters(options), ...filter };
  const page = await client.ask<Page<DatasetItem>>(["datasets"], parameters);
  await checkNames(client, page, { job }, parameters.asOf);
  printPage(terminal, page, {
    columns: [
      { title: "DATASET", value: nameCell, flexible: true, cut: "middle" },
      { title: "TYPE", value: (dataset) => dataset.type ?? "", optional: true },
      { title: "WRITTEN", value: ({ lastWrittenAt }) => timeCell(lastWrittenAt) },
      { title: "READ", value: ({ lastReadAt }) => timeCell(lastReadAt) },
      { title: "STATE", value: stateText, style: terminal.yellow, optional: true },
      {
        title: "OWNERS",
        value: ({ owners }) => owners.map((each) => each.name).join(", "),
        flexible: true,
        optional: true,
        expendable: true,
      },
      { title: "SHOWN AS", value: shownAs, flexible: true, cut: "middle", optional: true },
      {
        title: "DESCRIPTION",
        value: ({ description }) => description ?? "",
        flexible: true,
        optional: true,
        expendable: true,
      },
    ],
    none: "No datasets.",
    json,
  });
}

function stateText({ deleted, renamedTo }: DatasetItem): string {
  if (renamedTo !== null) return "renamed";
  return deleted ? "dropped" : "";
}

/** The name that stands for it, where it is not its own. */
function shownAs(dataset: DatasetItem): string {
  const { canonical } = dataset;
  return canonical.namespace === dataset.namespace && canonical.name === dataset.name ? "" : nameCell(canonical);
}

/** `tidemark datasets DATASET`: all of one. */
export async function showDataset(
  client: CollectorClient,
  terminal: Terminal,
  name: string,
  options: AskOptions,
): Promise<void> {
  const dataset = await client.ask<DatasetDetail>(["datasets", name], askParameters(options));
  if (options.json === true) return terminal.print(JSON.stringify(dataset));
  const state = dataset.onlyInLineage ? "known from lineage alone: no event names it" : stateText(dataset);
  terminal.print(`${terminal.bold(nameCell(dataset))}${state === "" ? "" : `  ${terminal.yellow(state)}`}`);
  printFields(terminal, [
    ["Description", dataset.description],
    ["Type", [dataset.type, dataset.subtype].filter((each) => each !== null).join(", ")],
    ["Shown as", shownAs(dataset)],
    ["Aliases", dataset.aliases.map(nameCell).join(", ")],
    ["Owners", ownersText(dataset.owners)],
    ["Tags", tagsText(dataset.tags)],
    ["Source", [...new Set([dataset.source?.name, dataset.source?.uri])].filter(isText).join("  ")],
    ["Written", timeCell(dataset.lastWrittenAt)],
    ["Read", timeCell(dataset.lastReadAt)],
    ["Last change", [dataset.lifecycle, timeCell(dataset.lifecycleAt)].filter(isText).join(" ")],
    ["Renamed from", nameCell(dataset.renamedFrom)],
    ["Renamed to", nameCell(dataset.renamedTo)],
    ["Version", dataset.version],
    ["Seen", `${timeCell(dataset.firstSeen)} to ${timeCell(dataset.lastSeen)}`],
  ]);
  printLinks(terminal, "Written by", dataset.writers);
  printLinks(terminal, "Read by", dataset.readers);
  if (dataset.schema !== null) {
    printTitle(terminal, `Columns, version ${dataset.schema.version}`);
    printColumns(terminal, dataset.schema.fields, dataset.fieldTags);
  }
}

function isText(text: string | null | undefined): text is string {
  return text !== null && text !== undefined && text !== "";
}

function printLinks(terminal: Terminal, title: string, links: DatasetDetail["writers"]): void {
  if (links.length === 0) return;
  printTitle(terminal, title);
  printTable(
    terminal,
    [
      { title: "JOB", value: ({ job }) => nameCell(job), flexible: true, cut: "middle" },
      { title: "LAST SEEN", value: ({ lastSeen }) => timeCell(lastSeen) },
    ],
    links,
  );
}
