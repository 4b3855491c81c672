import type { Page } from "#query/list.ts";
import type { DatasetItem } from "#query/lists/datasets.ts";
import type { SchemaItem } from "#query/lists/schemas.ts";
import type { CollectorClient } from "../collector-client.ts";
import { likelyDuplicates } from "../duplicates/likely-duplicates.ts";
import type { Comparable } from "../duplicates/likely-duplicates.ts";
import { proposalJson, proposalYaml, proposedNames } from "../duplicates/proposed-names.ts";
import { formatCount } from "../numbers.ts";
import type { Terminal } from "../terminal.ts";

export interface DuplicateOptions {
  readonly namespace?: string;
  readonly json?: true;
}

/** Pages of a thousand. */
const mostPages = 50;
const shownAtMost = 50;

/** `tidemark datasets --duplicates`: which are probably one under two names, as what to write into tidemark.yml. */
export async function listDuplicates(
  client: CollectorClient,
  terminal: Terminal,
  { namespace, json }: DuplicateOptions,
): Promise<void> {
  const datasets = await all((page) => client.ask<Page<DatasetItem>>(["datasets"], { namespace, ...page }));
  const schemas = await all((page) => client.ask<Page<SchemaItem>>(["schemas"], { namespace, ...page }));
  // Versions come in their order, so the last one stays.
  const fields = new Map(schemas.items.map((schema) => [keyOf(schema.dataset), schema.fields.map(({ path }) => path)]));
  const own = datasets.items.filter((dataset) => !dataset.deleted && keyOf(dataset) === keyOf(dataset.canonical));
  const found = likelyDuplicates(
    own.map((dataset): Comparable => ({
      namespace: dataset.namespace,
      name: dataset.name,
      fields: fields.get(keyOf(dataset)) ?? [],
    })),
  );
  const proposals = proposedNames(found);
  if (json === true) {
    const told = found.map(({ shown, other, ...rest }) => ({ shown: named(shown), other: named(other), ...rest }));
    const names = proposalJson(proposals);
    return terminal.print(JSON.stringify({ duplicates: told, names, complete: datasets.complete && schemas.complete }));
  }
  if (found.length === 0) terminal.print("No two datasets look like one.");
  else for (const line of proposalYaml(proposals.slice(0, shownAtMost))) terminal.print(line);
  const left = proposals.length - shownAtMost;
  if (left > 0) terminal.print(`# … ${formatCount(left)} more: --json has all`);
  if (!datasets.complete)
    terminal.print(`# Compared were the first ${formatCount(datasets.items.length)}: --namespace`);
}

async function all<T>(
  ask: (page: { readonly limit: string; readonly cursor: string | undefined }) => Promise<Page<T>>,
): Promise<{ readonly items: readonly T[]; readonly complete: boolean }> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const { items: more, next } = await ask({ limit: "1000", cursor });
    items.push(...more);
    if (next === null) return { items, complete: true };
    cursor = next;
  }
  return { items, complete: false };
}

interface Named {
  readonly namespace: string;
  readonly name: string;
}

function named({ namespace, name }: Named): Named {
  return { namespace, name };
}

function keyOf({ namespace, name }: Named): string {
  return JSON.stringify([namespace, name]);
}
