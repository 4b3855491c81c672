import type { EventRow } from "#store/tables/events.ts";

/** What reading needs of the event writer. */
export interface EventSink {
  /** Resolves when the rows are durable; rejects when they never will be. */
  write(rows: readonly EventRow[]): Promise<void>;
  /** Resolves when there is room for more. */
  ready(): Promise<void>;
}
