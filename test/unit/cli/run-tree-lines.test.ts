import * as fc from "fast-check";
import { expect, test } from "vitest";
import { branchesOf } from "#cli/run-tree-lines.ts";

test("branches join each node with its parent", () => {
  expect(branchesOf([0, 1, 2, 2, 3, 1, 2, 0])).toEqual([
    "",
    "├─ ",
    "│  ├─ ",
    "│  └─ ",
    "│     └─ ",
    "└─ ",
    "   └─ ",
    "",
  ]);
  expect(branchesOf([0])).toEqual([""]);
  expect(branchesOf([])).toEqual([]);
});

/** Depths of some tree in order: each at most one more than the one before. */
const depths = fc.array(fc.nat({ max: 5 }), { maxLength: 60 }).map((steps) => {
  const found = [0];
  for (const step of steps) found.push(Math.max(1, Math.min((found.at(-1) ?? 0) + 1, step)));
  return found;
});

test("a branch goes on below exactly when a sibling follows", () => {
  fc.assert(
    fc.property(depths, (tree) => {
      for (const [index, branch] of branchesOf(tree).entries()) {
        const depth = tree[index] ?? 0;
        expect(branch).toHaveLength(3 * depth);
        const later = tree.slice(index + 1);
        for (let column = 1; column <= depth; column++) {
          const end = later.findIndex((each) => each < column);
          const goesOn = (end === -1 ? later : later.slice(0, end)).includes(column);
          expect([branch.charAt(3 * (column - 1)), column === depth]).toEqual(
            column === depth ? [goesOn ? "├" : "└", true] : [goesOn ? "│" : " ", false],
          );
        }
      }
    }),
  );
});
