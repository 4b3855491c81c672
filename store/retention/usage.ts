import { listGenerations, tableOf } from "../derived/generations.ts";
import type { Store } from "../store.ts";
import type { Month } from "./months.ts";
import { operationalRows } from "./row-cutoff.ts";
import type { TableClass } from "./retention-policy.ts";

export interface ClassUsage {
  readonly rows: number;
  /** On disk. */
  readonly bytes: number;
}

interface TableUsage extends ClassUsage {
  readonly name: string;
}

/** What each class of tables holds now. */
export async function classUsage(store: Pick<Store, "client">): Promise<Readonly<Record<TableClass, ClassUsage>>> {
  const result = await store.client.query({
    query: `SELECT concat(database, '.', table) AS name, toFloat64(sum(rows)) AS rows, toFloat64(sum(bytes_on_disk)) AS bytes
      FROM system.parts WHERE active AND database IN ('tidemark', 'tidemark_derived') GROUP BY name`,
    format: "JSONEachRow",
  });
  const tables = await result.json<TableUsage>();
  const sum = (of: (name: string) => boolean): ClassUsage => {
    const chosen = tables.filter(({ name }) => of(name));
    return {
      rows: chosen.reduce((total, { rows }) => total + rows, 0),
      bytes: chosen.reduce((total, { bytes }) => total + bytes, 0),
    };
  };
  return {
    events: sum((name) => name === "tidemark.events"),
    dead_letters: sum((name) => name === "tidemark.dead_letters"),
    derived: sum((name) => name.startsWith("tidemark_derived.") && !name.includes("replay")),
    operational: sum((name) => operationalRows.some(({ table }) => table === name)),
  };
}

/** The events by month of reception: their partitions, with copies that are not merged yet. A moved part leaves an empty one. */
export async function eventMonths({ client }: Pick<Store, "client">): Promise<readonly Month[]> {
  const result = await client.query({
    query: `SELECT concat(substring(partition_id, 1, 4), '-', substring(partition_id, 5, 2)) AS month,
        toFloat64(sum(rows)) AS rows, toFloat64(sum(bytes_on_disk)) AS bytes
      FROM system.parts WHERE active AND database = 'tidemark' AND table = 'events' GROUP BY month HAVING rows > 0 ORDER BY month`,
    format: "JSONEachRow",
  });
  return result.json<Month>();
}

/** Tables with rows of single runs, each with the column that names the run. */
export const runTables: Readonly<Record<string, string>> = {
  run_datasets: "run_id",
  settled_run_datasets: "run_id",
  assertions: "observed_by",
  metrics: "observed_by",
  costs: "observed_by",
  // The last, since it tells which runs go.
  runs: "run_id",
};

/** When a run was last heard of. */
export const lastHeard = "coalesce(last_event_at, received_at)";

/** Runs by the month in which they were last heard of, with their share of the bytes of all tables that have rows of runs. */
export async function runMonths(store: Store): Promise<readonly Month[]> {
  const tables = (await listGenerations(store)).filter(({ name }) => name in runTables).map(tableOf);
  const result = await store.client.query({
    query: `SELECT formatDateTime(${lastHeard}, '%Y-%m', 'UTC') AS month, toFloat64(count()) AS rows,
        rows / sum(rows) OVER () * (SELECT toFloat64(sum(bytes_on_disk)) FROM system.parts
          WHERE active AND concat(database, '.', table) IN {tables:Array(String)}) AS bytes
      FROM tidemark_derived.runs GROUP BY month ORDER BY month`,
    query_params: { tables },
    format: "JSONEachRow",
  });
  return result.json<Month>();
}
