import type { ClickHouseClient } from "@clickhouse/client";
import { weekOfRun } from "#store/derived/week-of-run.ts";

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

/**
 * Merges what the engine would merge by itself where nothing is written for ten minutes: the weeks without a run of the last
 * day before `until` (microseconds). Those that still grow stay as they are.
 */
export async function mergeQuietWeeks(client: ClickHouseClient, until: number): Promise<void> {
  const partitions = await rows<{ readonly name: string; readonly week: string }>(
    client,
    `SELECT DISTINCT concat(database, '.', table) AS name, partition AS week FROM system.parts
    WHERE active AND database = 'tidemark_derived' AND partition != 'tuple()' AND partition NOT IN (
      SELECT toString(${weekOfRun}) FROM tidemark_derived.runs
      WHERE last_event_at > fromUnixTimestamp64Micro(toInt64(${until})) - INTERVAL 1 DAY)`,
  );
  for (const { name, week } of partitions) {
    await client.command({ query: `OPTIMIZE TABLE ${name} PARTITION ID '${week}' FINAL` });
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
