import { integer, label, string, time } from "../columns.ts";
import type { Row, Table, TableColumns } from "../columns.ts";

/** What retention has dropped, one row a drop. Read with FINAL: a drop that was interrupted may be written twice. */
export const retentionLog = {
  name: "tidemark.retention_log",
  columns: {
    /** A digest of what was dropped. */
    drop_id: string,
    dropped_at: time,
    /** `events`, `dead_letters`, `derived`, `operational`. */
    class: label,
    table: label,
    /** A month (`2026-01`), or the time before which rows were dropped. */
    part: string,
    /** `age`, `size`. */
    reason: label,
    /** Of the rows that were dropped: the first and the last, by received time. */
    first_at: time,
    last_at: time,
    rows: integer,
    /** On disk, as far as it can be told. */
    bytes: integer,
    /** The directory of the copy; empty when none was kept. */
    archive: string,
  },
} as const satisfies Table<TableColumns>;

export type RetentionLogRow = Row<typeof retentionLog.columns>;
