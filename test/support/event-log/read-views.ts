import { derivedTables, pointer } from "#store/derived/generations.ts";
import { relation } from "#store/derived/relation.ts";
import type { ViewName } from "#store/derived/relation.ts";
import type { Store } from "#store/store.ts";
import { canonical, object } from "#test/support/naive/json.ts";
import { viewNames } from "#test/support/naive/views.ts";
import type { Views } from "#test/support/naive/views.ts";

/** The rows of each relation, as text, in an order of their own. */
export type Contents = ReadonlyMap<string, readonly string[]>;

/** As the engine writes them, byte for byte. */
export async function readViews(
  store: Pick<Store, "client">,
  asOf?: Date,
  names: readonly ViewName[] = viewNames,
): Promise<Contents> {
  const contents = new Map<string, readonly string[]>();
  for (const name of names) contents.set(name, await readRows(store, `SELECT * FROM ${relation(name, asOf)}`));
  return contents;
}

/** The read views, and the derived tables beneath them: their bytes, and what can be shown of them. */
export async function readAll(store: Pick<Store, "client">): Promise<Contents> {
  const contents = new Map(await readViews(store));
  for (const table of derivedTables) {
    const query = `SELECT formatRow('TSV', *) AS shown, hex(formatRow('RowBinary', *)) AS bytes FROM ${pointer(table)}`;
    contents.set(pointer(table), await readRows(store, query));
  }
  return contents;
}

async function readRows({ client }: Pick<Store, "client">, query: string): Promise<readonly string[]> {
  const result = await client.query({ query, format: "JSONEachRow" });
  return (await result.text())
    .split("\n")
    .filter((row) => row !== "")
    .toSorted();
}

/** The same whoever wrote them: the members of a row in the order of their keys. */
export function comparable(contents: Contents): Contents {
  return new Map(
    [...contents].map(([name, rows]) => [name, rows.map((row) => canonical(object(JSON.parse(row)))).toSorted()]),
  );
}

/** What the naive model says, likewise; of several logs that know nothing of each other. */
export function expected(logs: readonly Views[]): Contents {
  return new Map(
    viewNames.map((name) => [
      name,
      logs
        .flatMap((views) => views.get(name) ?? [])
        .map(canonical)
        .toSorted(),
    ]),
  );
}
