import type { DatasetNode } from "#query/graph/graph-answer.ts";
import { formatDuration } from "../numbers.ts";
import { plainText } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";
import { nameCell, stateStyle, timeCell } from "../texts.ts";

type Seen = Pick<DatasetNode, "deleted" | "lastWrittenAt" | "lastRun">;

/** How a dataset is: the state of the last run that was to write it, and when one last did. */
export function stateText({ deleted, lastRun, lastWrittenAt }: Seen, now: Date, terminal: Terminal): string {
  if (deleted) return terminal.yellow("dropped");
  const state = lastRun === null || lastRun.state === "UNKNOWN" ? "" : lastRun.state;
  return [stateStyle(terminal, state)(state), freshText(lastWrittenAt, now)].filter((text) => text !== "").join("  ");
}

/** `written 3 h 5 min ago`. */
export function freshText(lastWrittenAt: string | null, now: Date): string {
  return lastWrittenAt === null ? "" : `written ${agoText(lastWrittenAt, now)}`;
}

/** `3 h 5 min ago`; a time that is still to come is told as it is. */
function agoText(instant: string, now: Date): string {
  const seconds = (now.getTime() - Date.parse(instant)) / 1000;
  return seconds < 0 ? `at ${timeCell(instant)}` : `${formatDuration(seconds)} ago`;
}

/** Its whole name, safe to print, so that it can be given to the next command. */
export function nodeName(named: { readonly namespace: string; readonly name: string }): string {
  return plainText(nameCell(named));
}

/** What makes an edge: `load`, `load (inferred)` where it was read from SQL and nobody says so. */
export function marked(label: string, inferred: boolean): string {
  return [label, inferred ? "(inferred)" : ""].filter((text) => text !== "").join(" ");
}
