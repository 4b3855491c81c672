import type { Named } from "./named.ts";

/** Read views have empty strings for what was not said; answers have null. */
export function said(text: string): string | null {
  return text === "" ? null : text;
}

export function saidName(namespace: string, name: string): Named | null {
  return namespace === "" && name === "" ? null : { namespace, name };
}

export interface OwnerRow {
  readonly name: string;
  readonly type: string;
}

export function owners(rows: readonly OwnerRow[]): readonly { readonly name: string; readonly type: string | null }[] {
  return rows.map(({ name, type }) => ({ name, type: said(type) }));
}
