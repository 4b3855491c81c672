import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { DataSourceRef } from "@grafana/grafana-foundation-sdk/common";

/** The data source as it is provisioned: ClickHouse, or the interface of the embedded engine that answers as one. */
export const dataSource: DataSourceRef = { type: "grafana-clickhouse-datasource", uid: "tidemark" };

/** The release of Grafana's ClickHouse data source whose query model this is. */
export const pluginVersion = "4.20.0";

/** `timeseries`: a column `time`, numbers, and text columns that become labels. `table`: rows as they are. */
export type QueryShape = "timeseries" | "table";

/** One query of a panel or an annotation, as Grafana's ClickHouse data source takes it. */
export function clickhouseQuery(sql: string, shape: QueryShape = "table", refId = "A"): Builder<Dataquery> {
  const query = {
    refId,
    datasource: dataSource,
    editorType: "sql",
    rawSql: oneIndent(sql),
    format: shape === "timeseries" ? 0 : 1,
    queryType: shape,
    pluginVersion,
    _implementsDataqueryVariant(): void {},
  };
  return { build: () => query };
}

/** SQL as it reads well in Grafana's editor: without the indentation of the file that it stands in. */
export function oneIndent(sql: string): string {
  const lines = sql.split("\n").filter((line) => line.trim() !== "");
  const indents = lines.slice(1).map((line) => line.length - line.trimStart().length);
  const least = Math.min(...indents, Number.POSITIVE_INFINITY);
  const cut = (line: string): string => line.slice(Math.min(least, line.length - line.trimStart().length)).trimEnd();
  return lines.map(cut).join("\n");
}
