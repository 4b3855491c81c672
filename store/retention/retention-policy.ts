import type { ArchiveFormat } from "../archive/archive-encoding.ts";

/**
 * Kinds of tables that are kept for different times: the events, which are the truth; what was refused;
 * what is known of single runs, which is derived from the events; and what counts the collector's work.
 */
export const tableClasses = ["events", "dead_letters", "derived", "operational"] as const;
export type TableClass = (typeof tableClasses)[number];

/** How much of a class is kept; null is no limit. */
export interface RetentionLimit {
  readonly maxAgeSeconds: number | null;
  /** On disk. */
  readonly maxBytes: number | null;
}

export interface RetentionPolicy {
  readonly limits: Readonly<Record<TableClass, RetentionLimit>>;
  /** The directory where a copy is kept of what is dropped; null: none is. */
  readonly archive: string | null;
  readonly format: ArchiveFormat;
}

export function keepsEverything({ limits }: RetentionPolicy): boolean {
  return tableClasses.every((each) => limits[each].maxAgeSeconds === null && limits[each].maxBytes === null);
}
