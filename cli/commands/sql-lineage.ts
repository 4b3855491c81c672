import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { DatasetName } from "#agent/contract/dataset-ref.ts";
import { datasetOfTable } from "#sql/dataset-of-table.ts";
import type { Dialect } from "#sql/dialect.ts";
import type { SqlLineage } from "#sql/lineage.ts";
import { readLineage } from "#sql/read-lineage.ts";
import { Failure } from "../failure.ts";
import { printTable } from "../print-page.ts";
import { plainText } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";

export interface SqlLineageOptions {
  readonly dialect: Dialect;
  readonly datasetNamespace?: string;
  readonly tablePrefix?: string;
  readonly json?: true;
}

interface SqlLineageIo {
  readonly terminal: Terminal;
  readonly notice: (text: string) => void;
  readonly input: NodeJS.ReadableStream;
}

/** The parser's memory grows with the text, some hundred times. */
const mostBytes = 1024 * 1024;

/** `tidemark sql-lineage FILE|-`. */
export async function sqlLineage(
  { terminal, notice, input }: SqlLineageIo,
  file: string,
  options: SqlLineageOptions,
): Promise<void> {
  const sql = await readSql(file, input);
  const answer = named(readLineage(sql, options.dialect), options);
  if (options.json === true) terminal.print(JSON.stringify(answer));
  else print(terminal, answer);
  for (const problem of answer.problems) notice(problem);
  if (answer.problems.length > 0) throw new Failure("not every statement could be understood");
}

async function readSql(file: string, input: NodeJS.ReadableStream): Promise<string> {
  try {
    const sql = file === "-" ? await text(input) : await readFile(file, "utf8");
    if (Buffer.byteLength(sql) <= mostBytes) return sql;
  } catch (error) {
    throw new Failure(`${file}: it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new Failure(`${file}: it is longer than the megabyte that is read at once`);
}

interface NamedColumn {
  readonly source: DatasetName & { readonly field: string | null };
  /** Null: it concerns every column. */
  readonly targetField: string | null;
  readonly type: string;
  readonly subtype: string | null;
}

interface NamedStatement {
  readonly statement: string;
  readonly inputs: readonly DatasetName[];
  readonly output: DatasetName | null;
  readonly columns: readonly NamedColumn[];
}

interface Answer {
  readonly dialect: Dialect;
  readonly statements: readonly NamedStatement[];
  readonly problems: readonly string[];
}

function named({ dialect, statements, problems }: SqlLineage, options: SqlLineageOptions): Answer {
  const { datasetNamespace = "", tablePrefix = "" } = options;
  const before = tablePrefix.split(".").filter((part) => part !== "");
  const datasetOf = datasetOfTable({ datasets: [], namespace: datasetNamespace, before });
  return {
    dialect,
    problems,
    statements: statements.map(({ statement, inputs, output, columns }) => ({
      statement,
      inputs: inputs.map(datasetOf),
      output: output === undefined ? null : datasetOf(output),
      columns: columns.map(({ source, sourceField, targetField, type, subtype }) => ({
        source: { ...datasetOf(source), field: sourceField === "" ? null : sourceField },
        targetField: targetField === "" ? null : targetField,
        type,
        subtype: subtype === "" ? null : subtype,
      })),
    })),
  };
}

function print(terminal: Terminal, { statements }: Answer): void {
  if (statements.length === 0) return terminal.print("No statement that reads tables or writes one.");
  statements.forEach(({ statement, inputs, output, columns }, index) => {
    if (index > 0) terminal.print("");
    terminal.print(terminal.bold(`${statement}${output === null ? "" : ` ${nameOf(output)}`}`));
    terminal.print(inputs.length === 0 ? "reads no table" : `reads ${inputs.map(nameOf).join(", ")}`);
    if (columns.length === 0) return;
    printTable(
      terminal,
      [
        { title: "COLUMN", value: ({ targetField }) => targetField ?? "(every)" },
        {
          title: "FROM",
          value: ({ source }) => `${nameOf(source)}.${source.field ?? "*"}`,
          flexible: true,
          cut: "middle",
        },
        { title: "TYPE", value: ({ type }) => type },
        { title: "HOW", value: ({ subtype }) => subtype ?? "", optional: true },
      ],
      columns,
    );
  });
}

function nameOf({ namespace, name }: DatasetName): string {
  return plainText(namespace === "" ? name : `${namespace}/${name}`);
}
