import { nameText } from "#query/named.ts";
import type { Named } from "#query/named.ts";
import type { Terminal } from "./terminal.ts";

/** How answers of the collector are written in tables. What is not known is left empty. */

/** To the second: `2026-01-31T07:00:00Z`. */
export function timeCell(instant: string | null): string {
  return instant === null ? "" : instant.replace(/\.\d+Z$/, "Z");
}

export function nameCell(named: Named | null): string {
  return named === null ? "" : nameText(named);
}

export function ownersText(owners: readonly { readonly name: string; readonly type: string | null }[]): string {
  return owners.map(({ name, type }) => (type === null ? name : `${name} (${type})`)).join(", ");
}

export function tagsText(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([key, value]) => (value === "" || value === "true" ? key : `${key}=${value}`))
    .join(", ");
}

/** The colour of a run's state. */
export function stateStyle(terminal: Terminal, state: string): (text: string) => string {
  if (state === "FAIL") return terminal.red;
  if (state === "ABORT") return terminal.yellow;
  return state === "COMPLETE" ? terminal.green : String;
}
