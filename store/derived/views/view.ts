import type { Sources } from "../sources.ts";

/** A public read view: SQL over the projections that whoever reads it need not know. */
export interface View {
  readonly name: string;
  /** What a row is. */
  readonly about: string;
  /** In their order: type and meaning. */
  readonly columns: Readonly<Record<string, readonly [type: string, meaning: string]>>;
  /** A SELECT of the columns, over the projections as they are now or as they were. */
  readonly sql: (from: Sources) => string;
}

export const instant = "DateTime64(6, 'UTC')";
export const instantOrNull = `Nullable(${instant})`;
export const label = "LowCardinality(String)";
