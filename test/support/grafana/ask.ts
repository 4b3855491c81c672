/** A column of an answer: its name and the engine's type. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

export interface Answer {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Asks ClickHouse's HTTP interface as Grafana's data source does; throws with what the engine says. */
export async function askClickHouse(url: string, sql: string): Promise<Answer> {
  const settings = new URLSearchParams({
    database: "tidemark",
    default_format: "JSONCompact",
    output_format_json_quote_64bit_integers: "0",
  });
  const response = await fetch(`${url}/?${settings.toString()}`, { method: "POST", body: sql });
  const text = await response.text();
  if (!response.ok) throw new Error(`${text.slice(0, 1500)}\n${sql}`);
  const { meta, data }: { meta: readonly Column[]; data: readonly (readonly unknown[])[] } = JSON.parse(text);
  return { columns: meta, rows: data };
}

/** What a column holds, to Grafana. */
export type Kind = "time" | "number" | "text" | "bool" | "other";

/** A type without what Grafana does not tell apart. */
export function kindOf(type: string): { readonly kind: Kind; readonly nullable: boolean } {
  const bare = type.replace(/^LowCardinality\((.*)\)$/, "$1");
  const inner = bare.replace(/^Nullable\((.*)\)$/, "$1");
  return { kind: kindOfBare(inner), nullable: inner !== bare };
}

function kindOfBare(type: string): Kind {
  if (/^DateTime(64)?\b/.test(type)) return "time";
  if (/^(U?Int(8|16|32|64)|Float(32|64))$/.test(type)) return "number";
  if (type === "Bool") return "bool";
  return type === "String" ? "text" : "other";
}
