import type { RunItem } from "#query/lists/runs.ts";
import type { RunTree } from "#query/things/run-tree.ts";
import { formatMilliseconds } from "./numbers.ts";
import { plainText } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";
import { nameCell, stateStyle, timeCell } from "./texts.ts";

/** A tree of runs as lines: the parents above, the run that was asked for in bold, what it started below. */
export function runTreeLines({ ancestors, tree, truncated }: RunTree, terminal: Terminal): readonly string[] {
  const all = [
    ...ancestors.map((run, depth) => ({ depth, run })),
    ...tree.map(({ depth, run }) => ({ depth: depth + ancestors.length, run })),
  ];
  const branches = branchesOf(all.map(({ depth }) => depth));
  const lines = all.map(({ run }, index) => {
    const branch = branches[index] ?? "";
    const text = runText(run, terminal, { asked: index === ancestors.length, width: terminal.columns - branch.length });
    return `${terminal.dim(branch)}${text}`;
  });
  return truncated ? [...lines, terminal.dim("… there is more of it")] : lines;
}

/** Its id is left out where it would not fit on the line. */
function runText(
  run: RunItem,
  terminal: Terminal,
  { asked, width }: { readonly asked: boolean; readonly width: number },
): string {
  const name = plainText(nameCell(run.job));
  const took = run.durationMs === null ? "" : formatMilliseconds(run.durationMs);
  const texts = [name, run.state, timeCell(run.startedAt), took, plainText(run.runId)];
  const styles = [asked ? terminal.bold : String, stateStyle(terminal, run.state), String, String, terminal.dim];
  const isWide = texts.filter((text) => text !== "").join(gap).length <= width;
  return texts
    .map((text, index) => (text === "" || (index === 4 && !isWide) ? "" : (styles[index] ?? String)(text)))
    .filter((text) => text !== "")
    .join(gap);
}

const gap = "  ";

/** What stands before each node of a tree whose depths are given in order: `│  ├─ `. */
export function branchesOf(depths: readonly number[]): readonly string[] {
  const branches: string[] = [];
  /** Whether a node of that depth follows below, before one of less depth; from the end upwards. */
  let follows: boolean[] = [];
  for (const depth of depths.toReversed()) {
    const columns = Array.from({ length: Math.max(0, depth - 1) }, (_, at) =>
      follows[at + 1] === true ? "│  " : "   ",
    );
    branches.push(depth === 0 ? "" : `${columns.join("")}${follows[depth] === true ? "├─ " : "└─ "}`);
    follows = follows.slice(0, depth + 1);
    follows[depth] = true;
  }
  return branches.toReversed();
}
