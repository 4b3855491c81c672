import type { Arrow, Box, Drawing } from "./drawing.ts";

/** A drawing in Mermaid: https://mermaid.js.org/syntax/flowchart.html */
export function mermaid({ boxes, arrows }: Drawing): string {
  return [
    "flowchart LR",
    ...boxes.map((box, index) => `  n${index}["${box.lines.map(escape).join("<br/>")}"]${classOf(box)}`),
    ...arrows.map(arrowText),
    "  classDef asked stroke-width:3px",
    "  classDef failed fill:#fdd,stroke:#c00,color:#000",
    "  classDef dropped stroke-dasharray:4",
  ].join("\n");
}

function classOf({ kind }: Box): string {
  return kind === "usual" ? "" : `:::${kind}`;
}

function arrowText({ from, to, label, dashed }: Arrow): string {
  const line = dashed ? "-.->" : "-->";
  return `  n${from} ${line}${label === "" ? "" : `|"${escape(label)}"|`} n${to}`;
}

/** Mermaid reads quotes, HTML, Markdown and its own entities in a label; all but plain characters become entities. */
function escape(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} _.,:/()@=+-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
}
