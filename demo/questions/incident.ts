import { failedChecks, lastWritten, rowsOfOrders, schemasOfOrders } from "./questions.ts";
import type { StoreClient } from "./store-client.ts";

/** What the store knows of the thing that went wrong. */
export interface Incident {
  readonly rows: number;
  readonly rowsBefore: number;
  readonly columnsGone: readonly string[];
  readonly columnsNew: readonly string[];
  readonly check: FailedCheck;
  /** Datasets that have not been written since it began. */
  readonly late: readonly string[];
}

export interface FailedCheck {
  readonly dataset: string;
  readonly check: string;
  readonly expected: string;
  readonly actual: string;
}

/** Asks the store what happened since `since` (milliseconds). @throws Error when no check has failed. */
export async function findIncident(store: StoreClient, since: number): Promise<Incident> {
  const checks = await store.rows<FailedCheck & { readonly event_time: string }>(failedChecks.sql);
  const check = checks.find(({ event_time }) => milliseconds(event_time) >= since);
  if (check === undefined) throw new Error("the store knows of no check that failed");
  const [newest, before] = await store.rows<{ readonly rows: string }>(rowsOfOrders.sql);
  const schemas = await store.rows<{ readonly columns: string }>(schemasOfOrders.sql);
  const [columnsBefore, columns] = schemas.slice(-2).map((schema) => schema.columns.split(", "));
  const written = await store.rows<{ readonly dataset: string; readonly written: string }>(lastWritten.sql);
  return {
    check,
    rows: Number(newest?.rows),
    rowsBefore: Number(before?.rows),
    columnsGone: (columnsBefore ?? []).filter((column) => columns?.includes(column) === false),
    columnsNew: (columns ?? []).filter((column) => columnsBefore?.includes(column) === false),
    late: written.filter((one) => milliseconds(one.written) < since).map(({ dataset }) => dataset),
  };
}

/** ClickHouse writes `2026-01-31 07:00:00.000000`, in UTC. */
function milliseconds(time: string): number {
  return Date.parse(`${time.replace(" ", "T")}Z`);
}
