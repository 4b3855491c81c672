import { nameKey, renamedBy } from "#signals/expectations/names.ts";
import type { DeclaredNames, Renamed } from "#signals/expectations/names.ts";
import { positionText } from "#signals/expectations/problem.ts";
import type { Problem } from "#signals/expectations/problem.ts";
import { thingText } from "#signals/expectations/resolve/thing.ts";
import type { Named } from "#query/named.ts";
import type { Subject } from "./check-subjects.ts";
import { formatCount } from "./numbers.ts";
import { plainText } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";

/** A dataset that the files give another name. */
export interface RenamedDataset extends Renamed {
  readonly from: Named;
}

/** Those that one of the subjects was called, or is. */
export function ofSubjects(
  renamed: readonly RenamedDataset[],
  subjects: readonly Subject[],
): readonly RenamedDataset[] {
  const asked = new Set(subjects.flatMap(({ thing }) => (thing?.kind === "dataset" ? [nameKey(thing)] : [])));
  return renamed.filter(({ to }) => asked.has(nameKey(to)));
}

const shownAtMost = 50;

export function renamedDatasets(names: DeclaredNames, datasets: readonly Named[]): readonly RenamedDataset[] {
  const distinct = new Map(datasets.map((dataset) => [nameKey(dataset), dataset]));
  return [...distinct.values()].flatMap((from) => {
    const renamed = renamedBy(names, from);
    return renamed === undefined ? [] : [{ from, ...renamed }];
  });
}

/** Rules that are about nothing the collector knows, and names that would have to be renamed twice. */
export function nameProblems(
  names: DeclaredNames,
  renamed: readonly RenamedDataset[],
  known: readonly Named[] | undefined,
): readonly Problem[] {
  const idle = names.rewrites.filter((rule) => known?.some((each) => rule.apply(each) !== undefined) === false);
  const twice = renamed.flatMap(({ from, to, by }) => {
    const next = renamedBy(names, to);
    return next === undefined ? [] : [{ from, to, by, next }];
  });
  return [
    ...idle.map(({ position }) => ({
      severity: "warning" as const,
      position,
      message: "the rule is about no dataset that the collector knows",
    })),
    ...twice.map(({ from, to, by, next }) => ({
      severity: "warning" as const,
      position: by.position,
      message:
        `${thingText(from)} becomes ${thingText(to)}, and stays that, though ${positionText(next.by.position)} ` +
        `makes ${thingText(next.to)} of it: a name is renamed once`,
    })),
  ];
}

export function printRenamed(terminal: Terminal, renamed: readonly RenamedDataset[]): void {
  if (renamed.length === 0) return;
  terminal.print(`\n${terminal.bold("names")}`);
  for (const { from, to, by } of renamed.slice(0, shownAtMost)) {
    const kind = "apply" in by ? "rewrite" : "alias";
    terminal.print(`  ${plainText(thingText(from))}`);
    terminal.print(`    is ${plainText(thingText(to))}  ${terminal.dim(`${positionText(by.position)} (${kind})`)}`);
  }
  if (renamed.length > shownAtMost) terminal.print(`  … ${formatCount(renamed.length - shownAtMost)} more: --json`);
}

/** For `--json`. */
export function renamedJson({ from, to, by }: RenamedDataset): Readonly<Record<string, unknown>> {
  return { namespace: from.namespace, name: from.name, is: to, place: positionText(by.position) };
}
