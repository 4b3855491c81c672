import type { Arrow, Box, Drawing } from "./drawing.ts";

/** A drawing in Graphviz's language: https://graphviz.org/doc/info/lang.html */
export function dot({ boxes, arrows }: Drawing): string {
  return [
    "digraph lineage {",
    "  rankdir=LR;",
    '  node [shape=box, style="rounded", fontname="sans-serif"];',
    ...boxes.map((box, index) => `  n${index} [label=${labelOf(box.lines)}${looks[box.kind]}];`),
    ...arrows.map(arrowText),
    "}",
  ].join("\n");
}

const looks: Readonly<Record<Box["kind"], string>> = {
  asked: ", penwidth=3",
  failed: ', color="#cc0000", fontcolor="#cc0000"',
  dropped: ', style="rounded,dashed"',
  usual: "",
};

function arrowText({ from, to, label, dashed }: Arrow): string {
  const attributes = [...(label === "" ? [] : [`label=${labelOf([label])}`]), ...(dashed ? ["style=dashed"] : [])];
  return `  n${from} -> n${to}${attributes.length === 0 ? "" : ` [${attributes.join(", ")}]`};`;
}

/** In a quoted text a backslash begins an escape: `\n` breaks the line. */
function labelOf(lines: readonly string[]): string {
  return `"${lines.map((line) => line.replaceAll(/["\\]/g, String.raw`\$&`)).join(String.raw`\n`)}"`;
}
