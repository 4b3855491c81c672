import type { Timeliness } from "#signals/expectations/expectations.ts";
import { positionText } from "#signals/expectations/problem.ts";
import type { Explained, Merged, Replaced } from "#signals/expectations/resolve/merge.ts";
import { saidProblemText } from "#signals/expectations/resolve/said-by-events.ts";
import { sourceText } from "#signals/expectations/resolve/source.ts";
import type { Source } from "#signals/expectations/resolve/source.ts";
import { entryKeys } from "#signals/expectations/schema/entry.ts";
import type { Plain } from "#signals/expectations/yaml/located.ts";
import type { Subject } from "./check-subjects.ts";
import { deadlineText, nextDeadlines } from "./deadline-text.ts";
import { formatTable } from "./table.ts";
import { plainText } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";

/** What it ends up with and why, one value a line; what is built in only where `all`. */
export function printSubject(terminal: Terminal, subject: Subject, at: number, all: boolean): void {
  const { title, note, kind, resolved } = subject;
  const aside = [kind, ...(note === "" ? [] : [note])].join(", ");
  terminal.print(`\n${terminal.bold(plainText(title))}  ${terminal.dim(aside)}`);
  const shown = inOrder(resolved.explained).filter(([, { source }]) => all || source.kind !== "built_in");
  const width = Math.max(0, ...shown.map(([path]) => path.length));
  const values = shown.map(([path, { value }]) => ({ path, text: valueText(value) }));
  const valueWidth = Math.min(40, Math.max(0, ...values.map(({ text }) => text.length)));
  for (const [path, explained] of shown) {
    const value = plainText(valueText(explained.value)).padEnd(valueWidth);
    terminal.print(`  ${path.padEnd(width)}  ${value}  ${terminal.dim(plainText(sourceText(explained.source)))}`);
    for (const each of told(explained)) {
      const instead = `instead of ${each.path === path ? "" : `${each.path} `}${valueText(each.value)}, ${sourceText(each.source)}`;
      terminal.print(`  ${" ".repeat(width)}  ${terminal.dim(plainText(instead))}`);
    }
  }
  for (const problem of resolved.problems) terminal.print(`  ${terminal.yellow(plainText(saidProblemText(problem)))}`);
  for (const line of deadlineLines(timelinessOf(subject), at)) terminal.print(`  ${plainText(line)}`);
}

/** The keys of a section together. */
function inOrder(merged: Merged): readonly (readonly [path: string, explained: Explained])[] {
  return [...merged].toSorted(([a], [b]) => place(a) - place(b));
}

function place(path: string): number {
  return entryKeys.indexOf(path.split(".")[0] ?? "");
}

/** What is built in is no news when it is replaced. */
function told({ instead }: Explained): readonly Replaced[] {
  return instead.filter(({ source }) => source.kind !== "built_in");
}

function deadlineLines(timeliness: Timeliness | undefined, at: number): readonly string[] {
  if (timeliness?.kind !== "deadlines") return [];
  const next = nextDeadlines(timeliness.deadlines, at, 3);
  if (next.length === 0) return ["no deadline ever comes"];
  return next.map((deadline) => `due ${deadlineText(deadline, timeliness.schedule.timeZone)}`);
}

function timelinessOf({ resolved }: Subject): Timeliness | undefined {
  const { expectations } = resolved;
  return expectations.kind === "dataset" ? expectations.freshness : expectations.completion;
}

/** One line for each. */
export function printSummary(terminal: Terminal, subjects: readonly Subject[], at: number): void {
  const columns = [
    { title: "NAME", value: ({ title }: Subject) => title, flexible: true },
    { title: "KIND", value: ({ kind }: Subject) => kind },
    { title: "DUE", value: (subject: Subject) => dueText(subject, at), flexible: true },
    { title: "OWNER", value: ({ resolved }: Subject) => resolved.expectations.owner ?? "" },
    { title: "SEVERITY", value: ({ resolved }: Subject) => resolved.expectations.severity },
    { title: "CHANNELS", value: (subject: Subject) => channelsText(subject), flexible: true },
  ];
  for (const line of formatTable(columns, subjects, terminal.columns)) terminal.print(line);
}

function dueText(subject: Subject, at: number): string {
  const timeliness = timelinessOf(subject);
  if (!subject.resolved.expectations.enabled) return "not watched";
  if (timeliness === undefined) return "off";
  if (timeliness.kind === "learned") return "learned";
  if (timeliness.kind === "max_age") {
    const keys = subject.resolved.explained;
    return `at most ${valueText((keys.get("freshness.max_age") ?? keys.get("completion.max_age"))?.value ?? "")} old`;
  }
  const [next] = nextDeadlines(timeliness.deadlines, at, 1);
  return next === undefined ? "never" : (deadlineText(next, timeliness.schedule.timeZone).split(",")[0] ?? "");
}

function channelsText({ resolved }: Subject): string {
  return [...new Set(resolved.expectations.routes.flatMap(({ channels }) => channels))].join(", ");
}

/** For `--json`: as it was written, who said it, and the next deadlines. */
export function explainedSubject(subject: Subject, at: number): Readonly<Record<string, unknown>> {
  const { kind, thing, title, note, resolved } = subject;
  const timeliness = timelinessOf(subject);
  const deadlines = timeliness?.kind === "deadlines" ? nextDeadlines(timeliness.deadlines, at, 3) : [];
  return {
    kind,
    ...(thing === undefined ? { match: title } : { namespace: thing.namespace, name: thing.name }),
    ...(note === "" ? {} : { note }),
    values: inOrder(resolved.explained).map(([path, { value, source, instead }]) => ({
      path,
      value,
      source: sourceJson(source),
      instead: instead.map((each) => ({ path: each.path, value: each.value, source: sourceJson(each.source) })),
    })),
    problems: resolved.problems.map(({ source, message }) => ({ source: sourceJson(source), message })),
    deadlines: deadlines.map((deadline) => ({
      at: iso(deadline.at),
      data: { from: iso(deadline.data.from), to: iso(deadline.data.to) },
    })),
  };
}

function sourceJson(source: Source): Readonly<Record<string, unknown>> {
  if (!("position" in source)) return source;
  const { position, ...rest } = source;
  return { ...rest, place: positionText(position) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function valueText(value: Plain): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
