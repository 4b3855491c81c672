import type { Page } from "#query/list.ts";
import type { JobItem } from "#query/lists/jobs.ts";
import type { JobDetail } from "#query/things/job.ts";
import { askParameters, listParameters } from "../ask-options.ts";
import type { AskOptions, ListOptions } from "../ask-options.ts";
import type { CollectorClient } from "../collector-client.ts";
import { printFields, printTitle } from "../print-fields.ts";
import { checkNames, printPage, printTable } from "../print-page.ts";
import type { Terminal } from "../terminal.ts";
import { nameCell, ownersText, tagsText, timeCell } from "../texts.ts";
import { runColumns } from "./runs.ts";

export interface JobOptions extends ListOptions {
  readonly namespace?: string;
  readonly search?: string;
  readonly type?: string;
  readonly integration?: string;
  readonly tag?: string;
  readonly owner?: string;
  readonly dataset?: string;
}

/** `tidemark jobs`: by namespace and name. */
export async function listJobs(client: CollectorClient, terminal: Terminal, options: JobOptions): Promise<void> {
  const { namespace, search, type, integration, tag, owner, dataset, json } = options;
  const filter = { namespace, search, jobType: type, integration, tag, owner, dataset };
  const parameters = { ...listParameters(options), ...filter };
  const page = await client.ask<Page<JobItem>>(["jobs"], parameters);
  await checkNames(client, page, { dataset }, parameters.asOf);
  printPage(terminal, page, {
    columns: [
      { title: "JOB", value: nameCell, flexible: true, cut: "middle" },
      { title: "TYPE", value: ({ jobType }) => jobType ?? "", optional: true },
      { title: "BY", value: ({ integration: by }) => by ?? "", optional: true },
      { title: "LAST SEEN", value: ({ lastSeen }) => timeCell(lastSeen) },
      {
        title: "OWNERS",
        value: ({ owners }) => owners.map((each) => each.name).join(", "),
        flexible: true,
        optional: true,
        expendable: true,
      },
      {
        title: "DESCRIPTION",
        value: ({ description }) => description ?? "",
        flexible: true,
        optional: true,
        expendable: true,
      },
    ],
    none: "No jobs.",
    json,
  });
}

/** `tidemark jobs JOB`: all of one. */
export async function showJob(
  client: CollectorClient,
  terminal: Terminal,
  name: string,
  options: AskOptions,
): Promise<void> {
  const job = await client.ask<JobDetail>(["jobs", name], askParameters(options));
  if (options.json === true) return terminal.print(JSON.stringify(job));
  terminal.print(terminal.bold(nameCell(job)));
  printFields(terminal, [
    ["Description", job.description],
    ["Type", [job.jobType, job.integration, job.processingType].filter((each) => each !== null).join(", ")],
    ["Owners", ownersText(job.owners)],
    ["Tags", tagsText(job.tags)],
    ["Source", sourceText(job.source)],
    ["Parent", nameCell(job.parent)],
    ["Seen", `${timeCell(job.firstSeen)} to ${timeCell(job.lastSeen)}`],
    ["SQL", sqlText(job.sql)],
  ]);
  printLinks(terminal, "Reads", job.inputs);
  printLinks(terminal, "Writes", job.outputs);
  printDependencies(terminal, "Waits for", job.upstream);
  printDependencies(terminal, "Others wait for it", job.downstream);
  if (job.runs.length > 0) {
    printTitle(terminal, "Newest runs");
    printTable(
      terminal,
      runColumns(terminal).filter(({ title }) => title !== "JOB"),
      job.runs,
    );
  }
}

/** Whether lineage could be read from it. */
function sqlText(sql: JobDetail["sql"]): string {
  if (sql === null) return "";
  const { dialect, lineage } = sql;
  if (lineage === null) return dialect ?? "not read for lineage";
  return [`read as ${lineage.dialect}`, ...lineage.problems].join("; ");
}

function sourceText(source: JobDetail["source"]): string {
  if (source === null) return "";
  const { url, path, version } = source;
  return [url, path, version === null ? null : `at ${version}`].filter((each) => each !== null).join(" ");
}

function printLinks(terminal: Terminal, title: string, links: JobDetail["inputs"]): void {
  if (links.length === 0) return;
  printTitle(terminal, title);
  printTable(
    terminal,
    [
      { title: "DATASET", value: ({ dataset }) => nameCell(dataset), flexible: true, cut: "middle" },
      { title: "LAST SEEN", value: ({ lastSeen }) => timeCell(lastSeen) },
    ],
    links,
  );
}

function printDependencies(terminal: Terminal, title: string, dependencies: JobDetail["upstream"]): void {
  if (dependencies.length === 0) return;
  printTitle(terminal, title);
  printTable(
    terminal,
    [
      { title: "JOB", value: ({ job }) => nameCell(job), flexible: true, cut: "middle" },
      { title: "TYPE", value: ({ type }) => type ?? "", optional: true },
      { title: "RULE", value: ({ triggerRule }) => triggerRule ?? "", optional: true },
      { title: "LAST SEEN", value: ({ lastSeen }) => timeCell(lastSeen) },
    ],
    dependencies,
  );
}
