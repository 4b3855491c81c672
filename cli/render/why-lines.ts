import type { Trouble } from "#query/graph/trouble.ts";
import type { WhyAnswer } from "#query/graph/why.ts";
import { formatDuration } from "../numbers.ts";
import { branchesOf } from "../run-tree-lines.ts";
import { plainText } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";
import { nameCell, timeCell } from "../texts.ts";
import { nodeName, stateText } from "./dataset-text.ts";
import { counted } from "./impact-lines.ts";

/** The cause for people: the chain with its times, what else is wrong upstream, and what nobody can know. */
export function whyLines(answer: WhyAnswer, terminal: Terminal): readonly string[] {
  const { cause, others, othersLeftOut } = answer;
  if (cause === null) {
    return [
      `Nothing upstream of ${terminal.bold(nodeName(answer.dataset))} fails, is late or has changed since ${timeCell(answer.recent)}.`,
      ...lookedLines(answer, terminal),
    ];
  }
  const self = cause.distance === 0;
  return [
    `${terminal.bold(nodeName(answer.dataset))}: ${self ? "the trouble begins with itself" : `the trouble begins with ${terminal.bold(nodeName(cause))}`}`,
    "",
    ...chainLines(answer, terminal),
    ...(others.length === 0 ? [] : ["", terminal.bold("Also in trouble upstream")]),
    ...others.flatMap((other) => suspectLines(other, terminal)),
    ...(othersLeftOut === 0 ? [] : [terminal.dim(`… and ${othersLeftOut} more`)]),
    "",
    ...lookedLines(answer, terminal),
  ];
}

/** From the cause down, each dataset under the one it is made from, with what is wrong with it. */
function chainLines({ chain, at }: WhyAnswer, terminal: Terminal): readonly string[] {
  const branches = branchesOf(chain.map((_, depth) => Math.min(depth, deepest)));
  return chain.flatMap((node, index) => {
    const branch = branches[index] ?? "";
    const healthy = node.troubles.length === 0 ? `  ${stateText(node, new Date(at), terminal)}` : "";
    const below = `${" ".repeat(branch.length)}${index === chain.length - 1 ? "   " : "│  "}`;
    return [
      `${terminal.dim(branch)}${nodeName(node)}${healthy}`,
      ...node.troubles.map((each) => `${terminal.dim(below)}${troubleText(each, terminal)}`),
    ];
  });
}

/** Longer chains are not indented further. */
const deepest = 30;

function suspectLines(other: WhyAnswer["others"][number], terminal: Terminal): readonly string[] {
  return [nodeName(other), ...other.troubles.map((each) => `   ${troubleText(each, terminal)}`)];
}

function troubleText(trouble: Trouble, terminal: Terminal): string {
  const since = timeCell(trouble.since);
  if (trouble.kind === "failing") {
    const what = trouble.state === "FAIL" ? "fails" : "is aborted";
    const error = trouble.error === null ? "" : `: ${plainText(trouble.error)}`;
    const job = plainText(nameCell(trouble.job));
    return `${terminal.red(`${job} ${what}`)} since ${since}, last ${timeCell(trouble.endedAt)}${error}`;
  }
  if (trouble.kind === "late") {
    const usual = formatDuration(trouble.longestGapSeconds);
    return `${terminal.yellow("late")} since ${since}, last written ${timeCell(trouble.lastWrittenAt)}; usually at least every ${usual}`;
  }
  if (trouble.kind === "schema_changed") {
    const by = trouble.job === null ? "" : ` by ${plainText(nameCell(trouble.job))}`;
    return `${terminal.yellow("schema changed")} ${since} to version ${trouble.version}${by}`;
  }
  return `${terminal.red("check failed")} since ${since}: ${plainText(checkText(trouble))}`;
}

function checkText({
  assertion,
  column,
  name,
  expected,
  actual,
}: Extract<Trouble, { kind: "quality_failed" }>): string {
  const of = column === null ? "" : ` of ${column}`;
  const called = name === null ? "" : ` (${name})`;
  const values = [expected === null ? "" : `expected ${expected}`, actual === null ? "" : `was ${actual}`];
  return `${assertion}${of}${called}${values.some((each) => each !== "") ? `, ${values.filter(Boolean).join(", ")}` : ""}`;
}

/** So that silence is not mistaken for health. */
function lookedLines({ looked, truncated }: WhyAnswer, terminal: Terminal): readonly string[] {
  const unknown =
    looked.rhythmUnknown === 0
      ? ""
      : `; ${looked.rhythmUnknown.toLocaleString("en-US")} of them were written too few times to say whether they are late`;
  const lines = [terminal.dim(`Looked at ${counted(looked.datasets, "dataset")}, itself included${unknown}.`)];
  return truncated
    ? [...lines, terminal.yellow("There is more upstream than was looked at: --limit takes more.")]
    : lines;
}
