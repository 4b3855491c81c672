import type { LineageAnswer } from "#query/graph/lineage.ts";
import { plainText } from "../terminal.ts";
import { columnName, transformation } from "./column-tree.ts";
import { freshText, marked, nodeName } from "./dataset-text.ts";

/** Lineage as boxes and arrows, for whatever draws them; texts are as they are, to be escaped. */
export interface Drawing {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

export interface Box {
  readonly lines: readonly string[];
  readonly kind: "asked" | "failed" | "dropped" | "usual";
}

export interface Arrow {
  /** Positions in `boxes`. */
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** It decides about the value, and does not hand it on; or it is inferred. */
  readonly dashed: boolean;
}

/** Of the columns when these were asked for, else of the datasets. */
export function drawingOf(answer: LineageAnswer, now: Date): Drawing {
  const { nodes, edges, jobs, columns } = answer;
  if (columns !== null) {
    return {
      boxes: columns.nodes.map((node, index) => ({
        lines: [columnName(columns, index), ...(node.masked ? ["masked"] : [])],
        kind: node.type === null ? "asked" : "usual",
      })),
      arrows: columns.edges.map((edge) => ({
        from: edge.source,
        to: edge.target,
        label: marked(plainText(transformation(edge)), edge.inferred),
        dashed: edge.type === "INDIRECT" || edge.inferred,
      })),
    };
  }
  return {
    boxes: nodes.map((node, index) => ({
      lines: [
        nodeName(node),
        [node.lastRun?.state ?? "", freshText(node.lastWrittenAt, now)].filter(Boolean).join(", "),
      ].filter(Boolean),
      kind: kindOf(node, index),
    })),
    arrows: edges.map(({ source, target, job, inferred }) => ({
      from: source,
      to: target,
      label: marked(plainText(job === null ? "" : (jobs[job]?.name ?? "")), inferred),
      dashed: inferred,
    })),
  };
}

function kindOf({ deleted, lastRun }: LineageAnswer["nodes"][number], index: number): Box["kind"] {
  if (deleted) return "dropped";
  if (lastRun?.state === "FAIL" || lastRun?.state === "ABORT") return "failed";
  return index === 0 ? "asked" : "usual";
}
