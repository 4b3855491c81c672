import type { Store } from "#store/store.ts";

/** Empties every table of events and of what is derived from them; the schema stays. */
export async function reset({ client }: Pick<Store, "client">): Promise<void> {
  const result = await client.query({
    query: `SELECT concat(database, '.', name) AS table FROM system.tables
      WHERE database IN ('tidemark', 'tidemark_derived') AND endsWith(engine, 'MergeTree')
        AND name NOT IN ('migrations', 'generations') AND total_rows > 0`,
    format: "JSONEachRow",
  });
  const tables = await result.json<{ readonly table: string }>();
  await Promise.all(tables.map(async ({ table }) => client.command({ query: `TRUNCATE TABLE ${table} SYNC` })));
}
