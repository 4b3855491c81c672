import { float, integer, label, nullable, string, time } from "../columns.ts";
import type { Row, Table, TableColumns } from "../columns.ts";

/** That a rule was evaluated: the last of each hour is kept. Read it through `tidemark.rules`. */
export const ruleHeartbeats = {
  name: "tidemark.rule_heartbeats",
  columns: {
    rule: label,
    evaluated_at: time,
    subjects: integer,
    breaches: integer,
    duration_ms: float,
    newest_data_at: nullable(time),
    error: string,
  },
} as const satisfies Table<TableColumns>;

export type RuleHeartbeatRow = Row<typeof ruleHeartbeats.columns>;
