import type { ClickHouseClient } from "@clickhouse/client";

interface Sized {
  readonly name: string;
  readonly bytes: number;
}

/** Waits until the engine merges no more: nothing is under way, and two looks see the same parts. */
export async function mergesDone(client: ClickHouseClient): Promise<void> {
  const look = async (): Promise<string> => {
    const [state] = await rows<{ readonly merges: number; readonly parts: string }>(
      client,
      `SELECT (SELECT count() FROM system.merges) AS merges,
        (SELECT toString(groupBitXor(cityHash64(name))) FROM system.parts WHERE active) AS parts`,
    );
    return Number(state?.merges) > 0 ? "" : (state?.parts ?? "");
  };
  for (let before = ""; ;) {
    const now = await look();
    if (now !== "" && now === before) return;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

/** Bytes on disk of the tables, the largest first; indexes and marks included. */
export async function tableSizes(client: ClickHouseClient): Promise<readonly Sized[]> {
  return rows(
    client,
    `SELECT concat(database, '.', table) AS name, toUInt64(sum(bytes_on_disk)) AS bytes FROM system.parts
    WHERE active AND database IN ('tidemark', 'tidemark_derived') GROUP BY name ORDER BY bytes DESC`,
  );
}

/** Compressed bytes of the columns of `events`, the largest first. */
export async function columnSizes(client: ClickHouseClient): Promise<readonly Sized[]> {
  return rows(
    client,
    `SELECT column AS name, toUInt64(sum(column_data_compressed_bytes)) AS bytes FROM system.parts_columns
    WHERE active AND database = 'tidemark' AND table = 'events' GROUP BY name ORDER BY bytes DESC`,
  );
}

async function rows<T>(client: ClickHouseClient, query: string): Promise<readonly T[]> {
  const settings = { output_format_json_quote_64bit_integers: 0 } as const;
  const result = await client.query({ query, format: "JSONEachRow", clickhouse_settings: settings });
  return result.json<T>();
}
