import { integer, label, nullable, payload, string, time } from "../columns.ts";
import type { Row, Table, TableColumns } from "../columns.ts";

/** What was refused, with the bytes that came. Read with FINAL: the newest state of each. */
export const deadLetters = {
  name: "tidemark.dead_letters",
  columns: {
    /** A digest of the raw bytes, so that a redelivery is no second dead letter. */
    dead_letter_id: string,
    received_at: time,
    source: label,
    stage: label,
    /** A key of `collector/reasons.ts`. */
    reason: label,
    detail: string,
    /** Size of what came; larger than `raw` where that had to be cut. */
    raw_bytes: integer,
    raw: payload,
    /** When an operator last sent it through the collector again; NULL while it is open. */
    redriven_at: nullable(time),
    /** Of this row; the newest row of a dead letter counts. */
    updated_at: time,
  },
} as const satisfies Table<TableColumns>;

export type DeadLetterRow = Row<typeof deadLetters.columns>;
