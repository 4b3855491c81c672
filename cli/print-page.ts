import type { Page } from "#query/list.ts";
import type { CollectorClient } from "./collector-client.ts";
import { RefusedFailure } from "./failure.ts";
import { formatTable } from "./table.ts";
import type { TableColumn } from "./table.ts";
import type { Terminal } from "./terminal.ts";

export interface PageText<T> {
  readonly columns: readonly TableColumn<T>[];
  /** Said when there is nothing: `No runs.` */
  readonly none: string;
  readonly json?: true | undefined;
}

/** A page as a table, with how to go on; or as one line of JSON. */
export function printPage<T>(terminal: Terminal, page: Page<T>, { columns, none, json }: PageText<T>): void {
  if (json === true) return terminal.print(JSON.stringify(page));
  if (page.items.length === 0) return terminal.print(none);
  printTable(terminal, columns, page.items);
  if (page.next !== null) terminal.print(terminal.dim(`More: add --cursor ${page.next}`));
}

export function printTable<T>(terminal: Terminal, columns: readonly TableColumn<T>[], rows: readonly T[]): void {
  const [head = "", ...lines] = formatTable(columns, rows, terminal.columns);
  terminal.print(terminal.bold(head));
  for (const line of lines) terminal.print(line);
}

/**
 * When a list is empty because of a name that nobody knows, the collector says which names are like
 * it. A name that stands for several is fine for a list.
 *
 * @throws Failure when there is no such job or dataset
 */
export async function checkNames(
  client: CollectorClient,
  page: Page<unknown>,
  names: { readonly job?: string | undefined; readonly dataset?: string | undefined },
  asOf: string | undefined,
): Promise<void> {
  if (page.items.length > 0) return;
  if (names.job !== undefined) await checkName(client, ["jobs", names.job], asOf);
  if (names.dataset !== undefined) await checkName(client, ["datasets", names.dataset], asOf);
}

async function checkName(client: CollectorClient, path: readonly string[], asOf: string | undefined): Promise<void> {
  try {
    await client.ask(path, { asOf });
  } catch (error) {
    if (!(error instanceof RefusedFailure && error.code === "ambiguous_name")) throw error;
  }
}
