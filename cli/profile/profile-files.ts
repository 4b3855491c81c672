import { quoteIdentifier } from "#store/sql-text.ts";
import type { Store } from "#store/store.ts";
import type { ProfiledPath } from "./profiled-path.ts";

export interface ColumnProfile {
  readonly name: string;
  /** As the engine reads it. */
  readonly type: string;
  readonly nulls: number;
  /** To some thousands exactly, beyond within a percent; null for nested columns. */
  readonly distinct: number | null;
  /** Of numbers; of dates and times in seconds since the epoch; of texts when they were asked for. Else null. */
  readonly min: number | string | null;
  readonly max: number | string | null;
}

export interface Profile {
  readonly rows: number;
  readonly bytes: number;
  readonly files: number;
  readonly columns: readonly ColumnProfile[];
}

/** More columns are not measured, only named: one statement measures all. */
const mostMeasured = 500;

/** Longer texts are cut. */
const longestText = 200;

/**
 * @param withText of which columns texts are told too: they may be personal.
 * @throws what the engine says of files that it cannot read.
 */
export async function profileFiles(
  { client }: Store,
  { from }: Pick<ProfiledPath, "from">,
  withText: (column: string) => boolean = () => false,
): Promise<Profile> {
  const ask = async <T>(query: string): Promise<readonly T[]> =>
    (
      await client.query({
        query,
        format: "JSONEachRow",
        clickhouse_settings: {
          output_format_json_quote_64bit_integers: 0,
          output_format_json_quote_denormals: 0,
          max_execution_time: 3600,
        },
      })
    ).json<T>();
  const described = (await ask<{ readonly name: string; readonly type: string }>(`DESCRIBE TABLE ${from}`)).map(
    ({ name, type }) => ({ name, type: valueType(type) }),
  );
  const measured = described.slice(0, mostMeasured);
  const [size] = await ask<{ readonly bytes: number; readonly files: number }>(
    `SELECT sum(size) AS bytes, count() AS files FROM (SELECT DISTINCT _path, _size AS size FROM ${from})`,
  );
  const [numbers] = await ask<Readonly<Record<string, number | string | null>>>(
    `SELECT count() AS \`rows\`, ${measured.flatMap(({ name, type }, index) => measures(name, type, index, withText(name))).join(", ")} FROM ${from}`,
  );
  const value = (key: string): number | string | null => numbers?.[key] ?? null;
  const at = (key: string): number | null => {
    const found = value(key);
    return typeof found === "number" ? found : null;
  };
  const rows = at("rows") ?? 0;
  return {
    rows,
    bytes: size?.bytes ?? 0,
    files: size?.files ?? 0,
    columns: described.map(({ name, type }, index) => ({
      name,
      type,
      nulls: at(`nulls_${index}`) ?? 0,
      distinct: at(`distinct_${index}`),
      // Of no value at all the engine says zero.
      min: at(`nulls_${index}`) === rows ? null : value(`min_${index}`),
      max: at(`nulls_${index}`) === rows ? null : value(`max_${index}`),
    })),
  };
}

/** That a column may be null is in its nulls, how the engine keeps texts is its own business. */
function valueType(type: string): string {
  return type.replace(/^LowCardinality\((.*)\)$/, "$1").replace(/^Nullable\((.*)\)$/, "$1");
}

function measures(name: string, type: string, index: number, withText: boolean): readonly string[] {
  const column = quoteIdentifier(name);
  const nulls = `countIf(isNull(${column})) AS nulls_${index}`;
  if (/^(?:Array|Tuple|Map|Nested|JSON|Object|Variant|Dynamic)/.test(type)) return [nulls];
  const value =
    numberOf(type, column) ?? (withText ? `substringUTF8(toString(${column}), 1, ${longestText})` : undefined);
  return [
    nulls,
    `uniqCombined(${column}) AS distinct_${index}`,
    ...(value === undefined ? [] : [`min(${value}) AS min_${index}`, `max(${value}) AS max_${index}`]),
  ];
}

function numberOf(type: string, column: string): string | undefined {
  if (/^(?:U?Int|Float|BFloat|Decimal)/.test(type)) return `toFloat64(${column})`;
  // Days and times before 1970 too.
  return type.startsWith("Date") ? `toUnixTimestamp64Micro(toDateTime64(${column}, 6, 'UTC')) / 1000000` : undefined;
}
