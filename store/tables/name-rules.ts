import { label, nested, string, time } from "../columns.ts";
import type { Row, Table, TableColumns } from "../columns.ts";

/**
 * What the configuration says of datasets' names, one row each time that it has changed: the last one holds, and of those before it
 * each held until the next. See `store/derived/name-rules.ts`.
 */
export const nameRules = {
  name: "tidemark.name_rules",
  columns: {
    recorded_at: time,
    /** Of the rest. */
    digest: string,
    /** That name is this one. */
    aliases: nested({ namespace: string, name: string, canonical_namespace: string, canonical_name: string }),
    /** In their order: of a name the first that matches counts. */
    rewrites: nested({
      /** By RE2, of the whole namespace and the whole name. */
      namespace_pattern: string,
      name_pattern: string,
      /** What both become, with `\1` for the first group of the two patterns; they stay where it is empty. */
      namespace: string,
      name: string,
      /** Of the name's letters A to Z: `lower`, `upper`; empty as they are. */
      letter_case: label,
    }),
  },
} as const satisfies Table<TableColumns>;

export type NameRulesRow = Row<typeof nameRules.columns>;

/** What they say, without when. */
export type NameRules = Pick<NameRulesRow, "aliases" | "rewrites">;
