import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dot } from "#cli/render/dot.ts";
import type { Drawing } from "#cli/render/drawing.ts";
import { mermaid } from "#cli/render/mermaid.ts";
import { treeOf } from "#cli/render/tree.ts";

type Links = Readonly<Record<number, readonly number[]>>;

/** `depth:node mark`. */
function drawn(links: Links): readonly string[] {
  return treeOf(0, (node) => (links[node] ?? []).map((to) => ({ node: to, link: undefined }))).map(
    ({ node, depth, mark }) => `${depth}:${node}${mark === undefined ? "" : ` ${mark}`}`,
  );
}

test("a diamond is drawn once, a leaf as often as it is met, a cycle where it closes", () => {
  expect(drawn({ 0: [1, 2], 1: [3], 2: [3], 3: [4] })).toEqual(["0:0", "1:1", "2:3", "3:4", "1:2", "2:3 above"]);
  expect(drawn({ 0: [1, 2], 1: [3], 2: [3] })).toEqual(["0:0", "1:1", "2:3", "1:2", "2:3"]);
  expect(drawn({ 0: [0, 1], 1: [0] })).toEqual(["0:0", "1:0 cycle", "1:1", "2:0 cycle"]);
});

test("a deep one ends where nobody could read on", () => {
  const chain = Object.fromEntries(Array.from({ length: 5000 }, (_, node) => [node, [node + 1]]));
  const lines = drawn(chain);
  expect(lines).toHaveLength(41);
  expect(lines.at(-1)).toBe("40:40 deeper");
});

test("every node that hangs on the root is drawn, what hangs on it once", () => {
  const node = fc.nat({ max: 7 });
  fc.assert(
    fc.property(fc.dictionary(node.map(String), fc.uniqueArray(node)), (links) => {
      const lines = treeOf(0, (at) => (links[at] ?? []).map((to) => ({ node: to, link: undefined })));
      const reached = new Set([0]);
      for (const each of reached) for (const to of links[each] ?? []) reached.add(to);
      expect(new Set(lines.map((line) => line.node))).toEqual(reached);
      const open = lines.filter((line) => line.mark === undefined && (links[line.node] ?? []).length > 0);
      expect(new Set(open.map((line) => line.node)).size).toBe(open.length);
    }),
  );
});

const drawing: Drawing = {
  boxes: [
    { lines: [`a "quoted" \\ [name]`, "FAIL"], kind: "failed" },
    { lines: ["b <script>`#1;"], kind: "asked" },
  ],
  arrows: [
    { from: 0, to: 1, label: `x|"y"`, dashed: false },
    { from: 1, to: 1, label: "", dashed: true },
  ],
};

test("Mermaid: names cannot break out of their labels", () => {
  expect(mermaid(drawing).split("\n").slice(0, 5)).toEqual([
    "flowchart LR",
    '  n0["a #34;quoted#34; #92; #91;name#93;<br/>FAIL"]:::failed',
    '  n1["b #60;script#62;#96;#35;1#59;"]:::asked',
    '  n0 -->|"x#124;#34;y#34;"| n1',
    "  n1 -.-> n1",
  ]);
});

test("DOT: names cannot break out of their labels", () => {
  expect(dot(drawing).split("\n").slice(3)).toEqual([
    String.raw`  n0 [label="a \"quoted\" \\ [name]\nFAIL", color="#cc0000", fontcolor="#cc0000"];`,
    '  n1 [label="b <script>`#1;", penwidth=3];',
    String.raw`  n0 -> n1 [label="x|\"y\""];`,
    "  n1 -> n1 [style=dashed];",
    "}",
  ]);
});
