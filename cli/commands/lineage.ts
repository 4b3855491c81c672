import type { LineageAnswer } from "#query/graph/lineage.ts";
import { askParameters, timeParameter } from "../ask-options.ts";
import type { AskOptions } from "../ask-options.ts";
import type { CollectorClient } from "../collector-client.ts";
import { columnLines } from "../render/column-tree.ts";
import { dot } from "../render/dot.ts";
import { drawingOf } from "../render/drawing.ts";
import { lineageLines } from "../render/lineage-tree.ts";
import { mermaid } from "../render/mermaid.ts";
import type { Terminal } from "../terminal.ts";

export interface LineageOptions extends AskOptions {
  readonly direction: "upstream" | "downstream" | "both";
  readonly depth?: string;
  readonly limit?: string;
  readonly since?: string;
  readonly columns?: true;
  readonly format: "tree" | "mermaid" | "dot";
}

/** `tidemark lineage DATASET[.COLUMN]`: where it comes from and where it goes, drawn. */
export async function showLineage(
  client: CollectorClient,
  terminal: Terminal,
  dataset: string,
  options: LineageOptions,
): Promise<void> {
  const { direction, depth, limit, columns, format, json } = options;
  const { asOf } = askParameters(options);
  const answer = await client.ask<LineageAnswer>(["lineage"], {
    dataset,
    direction,
    depth,
    limit,
    since: timeParameter("--since", options.since),
    columns: columns === true ? "true" : undefined,
    asOf,
  });
  if (json === true) return terminal.print(JSON.stringify(answer));
  const now = asOf === undefined ? new Date() : new Date(asOf);
  if (format === "mermaid") return terminal.print(mermaid(drawingOf(answer, now)));
  if (format === "dot") return terminal.print(dot(drawingOf(answer, now)));
  const lines =
    answer.columns === null
      ? lineageLines(answer, terminal, { direction, now })
      : columnLines(answer.columns, terminal, { direction });
  for (const line of lines) terminal.print(line);
}
