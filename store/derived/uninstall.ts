import type { Store } from "../store.ts";

/**
 * Takes away all that is derived; `installDerived` makes it again, and a rebuild fills it. Before a step
 * of the schema is undone: what feeds a projection from a column that goes would fail each insert.
 */
export async function uninstallDerived({ client }: Store): Promise<void> {
  const result = await client.query({
    query: "SELECT name FROM system.tables WHERE database = 'tidemark' AND engine = 'View'",
    format: "JSONEachRow",
  });
  for (const { name } of await result.json<{ readonly name: string }>())
    await client.command({ query: `DROP VIEW IF EXISTS tidemark.${name} SYNC` });
  await client.command({ query: "DROP DATABASE IF EXISTS tidemark_derived SYNC" });
}
