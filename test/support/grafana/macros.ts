/** What Grafana hands to its data source with a query. */
export interface AskedRange {
  readonly from: Date;
  readonly to: Date;
  /** A step of the panel, in seconds: its width's share of the range, no shorter than the panel's least. */
  readonly intervalSeconds: number;
}

type Macro = (range: AskedRange, parameters: readonly string[]) => string;

const dateTime = (at: Date): string => `toDateTime(${Math.floor(at.getTime() / 1000)})`;
const milliseconds = (at: Date): string => `fromUnixTimestamp64Milli(${at.getTime()})`;
const date = (at: Date): string => `toDate('${at.toISOString().slice(0, 10)}')`;

function one(name: string, parameters: readonly string[]): string {
  const [parameter] = parameters;
  if (parameters.length !== 1 || parameter === undefined || parameter === "") {
    throw new Error(`$__${name} takes one argument, not (${parameters.join(", ")})`);
  }
  return parameter;
}

/**
 * The macros that Grafana's ClickHouse data source (4.20) replaces on the server, as its documentation says:
 * https://grafana.com/docs/plugins/grafana-clickhouse-datasource/latest/query-editor/#macros
 */
const macros: Readonly<Record<string, Macro>> = {
  fromTime: ({ from }) => dateTime(from),
  toTime: ({ to }) => dateTime(to),
  fromTime_ms: ({ from }) => milliseconds(from),
  toTime_ms: ({ to }) => milliseconds(to),
  timeFilter({ from, to }, parameters) {
    const column = one("timeFilter", parameters);
    return `${column} >= ${dateTime(from)} AND ${column} <= ${dateTime(to)}`;
  },
  timeFilter_ms({ from, to }, parameters) {
    const column = one("timeFilter_ms", parameters);
    return `${column} >= ${milliseconds(from)} AND ${column} <= ${milliseconds(to)}`;
  },
  dateFilter({ from, to }, parameters) {
    const column = one("dateFilter", parameters);
    return `${column} >= ${date(from)} AND ${column} <= ${date(to)}`;
  },
  timeInterval({ intervalSeconds }, parameters) {
    const column = one("timeInterval", parameters);
    return `toStartOfInterval(toDateTime(${column}), INTERVAL ${Math.max(1, Math.floor(intervalSeconds))} second)`;
  },
  interval_s: ({ intervalSeconds }) => String(Math.max(1, Math.floor(intervalSeconds))),
};

/** The query as it reaches the engine. Throws for a macro that the data source does not know. */
export function expandMacros(sql: string, range: AskedRange): string {
  return sql.replaceAll(/\$__(\w+)(?:\(([^()]*)\))?/g, (_, name: string, inside: string | undefined) => {
    const macro = macros[name];
    if (macro === undefined) throw new Error(`the data source knows no macro $__${name}`);
    return macro(range, inside === undefined ? [] : inside.split(",").map((parameter) => parameter.trim()));
  });
}
