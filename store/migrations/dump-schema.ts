import type { Store } from "../store.ts";

/** The tables of the truth as the engine tells them, one statement each, by name; `store/schema.sql` is this. */
export async function dumpSchema(store: Pick<Store, "client">): Promise<string> {
  const result = await store.client.query({
    query: `SELECT create_table_query AS statement FROM system.tables
      WHERE database = 'tidemark' AND engine != 'View' AND NOT startsWith(name, 'migration_lock') ORDER BY name`,
    format: "JSONEachRow",
  });
  const tables = await result.json<{ statement: string }>();
  const statements = await Promise.all(tables.map(async ({ statement }) => `${await formatted(store, statement)};\n`));
  return statements.join("\n");
}

async function formatted({ client }: Pick<Store, "client">, statement: string): Promise<string> {
  const result = await client.query({
    query: "SELECT formatQuery({statement:String}) AS sql",
    query_params: { statement },
    format: "JSONEachRow",
  });
  const [row] = await result.json<{ sql: string }>();
  return row?.sql ?? "";
}
