import { isJsonObject } from "#agent/contract/json.ts";
import type { Page } from "#query/list.ts";
import type { DatasetItem } from "#query/lists/datasets.ts";
import type { SchemaItem } from "#query/lists/schemas.ts";
import { nameText } from "#query/named.ts";
import { schemaDifference } from "#query/schema-diff.ts";
import type { Compatibility } from "#query/schema-diff.ts";
import type { DatasetDetail } from "#query/things/dataset.ts";
import type { SchemaDiffAnswer } from "#query/things/schema-difference.ts";
import { askParameters } from "../ask-options.ts";
import type { AskOptions } from "../ask-options.ts";
import type { CollectorClient } from "../collector-client.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { printFields, printTitle } from "../print-fields.ts";
import { printTable } from "../print-page.ts";
import { plainText } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";
import { nameCell, timeCell } from "../texts.ts";

export interface SchemaOptions extends AskOptions {
  /** `A..B`; true when no versions are said. */
  readonly diff?: string | true;
}

/** `tidemark schema DATASET`: its columns, and its versions. */
export async function showSchema(
  client: CollectorClient,
  terminal: Terminal,
  name: string,
  options: SchemaOptions,
): Promise<void> {
  const {
    namespace,
    name: bare,
    schema,
    fieldTags,
    facets,
  } = await client.ask<DatasetDetail>(["datasets", name], askParameters(options));
  if (options.json === true) return terminal.print(JSON.stringify(schema));
  terminal.print(terminal.bold(nameText({ namespace, name: bare })));
  if (schema === null) return terminal.print("No event has said its schema.");
  printFields(terminal, [
    ["Version", `${schema.version}, from ${timeCell(schema.firstSeen)} to ${timeCell(schema.lastSeen)}`],
    ["Said by", nameCell(schema.saidBy)],
    ...registryRow(facets["tidemark_schemaRegistry"]),
  ]);
  terminal.print("");
  printColumns(terminal, schema.fields, fieldTags);
  if (schema.version > 1) await printVersions(client, terminal, schema, options);
}

/** What `tidemark import schema-registry` told. */
function registryRow(facet: unknown): readonly (readonly [title: string, value: string])[] {
  if (!isJsonObject(facet)) return [];
  const { subject, version, compatibility } = facet;
  const mode = typeof compatibility === "string" ? `, compatibility ${compatibility}` : "";
  return [["Registry", plainText(`${String(subject)} version ${String(version)}${mode}`)]];
}

export function printColumns(
  terminal: Terminal,
  fields: SchemaItem["fields"],
  fieldTags: DatasetItem["fieldTags"],
): void {
  const tagsOf = (path: string): string =>
    fieldTags
      .filter(({ field }) => field === path)
      .map(({ key, value }) => (value === "" || value === "true" ? key : `${key}=${value}`))
      .join(", ");
  printTable(
    terminal,
    [
      { title: "COLUMN", value: ({ path }) => path, flexible: true, cut: "middle" },
      { title: "TYPE", value: ({ type }) => type ?? "", flexible: true, optional: true },
      { title: "TAGS", value: ({ path }) => tagsOf(path), optional: true },
    ],
    fields,
  );
}

/** The newest of its versions, and what each changed. */
async function printVersions(
  client: CollectorClient,
  terminal: Terminal,
  latest: SchemaItem,
  options: SchemaOptions,
): Promise<void> {
  const dataset = nameText(latest.dataset);
  const { items } = await client.ask<Page<SchemaItem>>(["schemas"], {
    ...askParameters(options),
    dataset,
    limit: "1000",
  });
  const versions = items.filter((each) => nameText(each.dataset) === dataset).toReversed();
  printTitle(terminal, "Versions");
  const changeOf = (index: number): Compatibility | "" => {
    const [newer, older] = [versions[index], versions[index + 1]];
    return newer === undefined || older === undefined ? "" : schemaDifference(older.fields, newer.fields).compatibility;
  };
  const rows = versions.slice(0, 10).map((version, index) => ({ version, change: changeOf(index) }));
  printTable(
    terminal,
    [
      { title: "VERSION", value: ({ version }) => String(version.version), align: "right" },
      { title: "FIRST SEEN", value: ({ version }) => timeCell(version.firstSeen) },
      { title: "LAST SEEN", value: ({ version }) => timeCell(version.lastSeen) },
      { title: "COLUMNS", value: ({ version }) => String(version.fields.length), align: "right" },
      {
        title: "CHANGE",
        value: ({ change }) => change,
        style: (text, { change }) => changeStyle(terminal, change)(text),
      },
    ],
    rows,
  );
  terminal.print(
    terminal.dim(`What changed: tidemark schema --diff ${latest.version - 1}..${latest.version} ${plainText(dataset)}`),
  );
}

/** `tidemark schema DATASET --diff A..B`: what changed. */
export async function showSchemaDifference(
  client: CollectorClient,
  terminal: Terminal,
  name: string,
  options: SchemaOptions,
): Promise<void> {
  const parameters = { ...askParameters(options), dataset: name, ...versionsOf(options.diff) };
  const answer = await client.ask<SchemaDiffAnswer>(["schemas", "diff"], parameters);
  if (options.json === true) return terminal.print(JSON.stringify(answer));
  const { dataset, from, to, compatibility } = answer;
  if (to.version === 1 && from.version === 1)
    return terminal.print(`${terminal.bold(plainText(nameText(dataset)))} has had one schema only.`);
  const style = changeStyle(terminal, compatibility);
  terminal.print(
    `${terminal.bold(plainText(nameText(dataset)))}  version ${from.version} to ${to.version}: ${style(compatibility)}`,
  );
  terminal.print(terminal.dim(meanings[compatibility]));
  const rows = changesOf(answer);
  if (rows.length === 0) return;
  terminal.print("");
  const styles = { "+": terminal.green, "-": terminal.red, "~": terminal.yellow } as const;
  printTable(
    terminal,
    [
      { title: "", value: ({ sign }) => sign, style: (text, { sign }) => styles[sign](text) },
      { title: "COLUMN", value: ({ path }) => path, flexible: true, cut: "middle" },
      { title: "TYPE", value: ({ type }) => type, flexible: true },
      { title: "CHANGE", value: ({ change }) => change },
    ],
    rows,
  );
}

interface ChangeRow {
  readonly sign: "+" | "-" | "~";
  readonly path: string;
  readonly type: string;
  readonly change: Compatibility;
}

function changesOf({ added, removed, changed }: SchemaDiffAnswer): readonly ChangeRow[] {
  return [
    ...removed.map(({ path, type, compatibility }) => ({ sign: "-", path, type, change: compatibility }) as const),
    ...added.map(({ path, type, compatibility }) => ({ sign: "+", path, type, change: compatibility }) as const),
    ...changed.map(
      ({ path, from, to, compatibility }) =>
        ({ sign: "~", path, type: `${from} → ${to}`, change: compatibility }) as const,
    ),
  ];
}

const meanings: Readonly<Record<Compatibility, string>> = {
  none: "The two are the same.",
  full: "New readers can read old data, and old readers new data.",
  backward: "New readers can read old data; readers of the old schema may fail on new data.",
  forward: "Readers of the old schema can read new data; new readers may fail on old data.",
  breaking: "Neither can new readers read old data, nor old readers new data.",
};

function changeStyle(terminal: Terminal, change: Compatibility | ""): (text: string) => string {
  if (change === "breaking") return terminal.red;
  return change === "backward" || change === "forward" ? terminal.yellow : String;
}

/** Of `A..B`, where either can be left out; nothing for the last two. */
function versionsOf(diff: string | true | undefined): { readonly from?: string; readonly to?: string } {
  if (diff === undefined || diff === true) return {};
  const [, from = "", to = ""] = /^(\d*)\.\.(\d*)$/.exec(diff) ?? [];
  if (from === "" && to === "")
    throw new Failure(`--diff takes two versions such as 1..2; got ${plainText(diff)}`, exitCodes.usage);
  return { ...(from === "" ? {} : { from }), ...(to === "" ? {} : { to }) };
}
