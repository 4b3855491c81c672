import type { Declarations, Defaults, Entry, Owner, SharedBudget } from "../declarations.ts";
import { byPosition, positionText, problemText } from "../problem.ts";
import type { Position, Problem } from "../problem.ts";
import { compileMatch } from "../resolve/matcher.ts";
import { isPlainObject } from "../yaml/located.ts";
import type { Plain, PlainObject } from "../yaml/located.ts";
import { defaultWarnAt } from "../values/amounts.ts";
import type { SourceFile } from "../yaml/parse-yaml.ts";
import { loadCalendars } from "./calendars.ts";
import { channelOf } from "./channel.ts";
import { maintenanceOf } from "./maintenance.ts";
import { declaredNames } from "./names.ts";
import { parseFile } from "./parse-file.ts";
import type { Item, ParsedFile } from "./parse-file.ts";
import { referenceProblems } from "../references.ts";
import { escalationOf, routesOf } from "../build/routes.ts";
import { unusedProblems } from "./unused.ts";

export interface Loaded {
  readonly declarations: Declarations;
  /** In the order of files and lines. What an error is in is left out of the declarations. */
  readonly problems: readonly Problem[];
}

/**
 * Reads files of expectations, the later ones over the earlier. Pure but for `readText`, which reads the files that calendars
 * include and throws for one it cannot read.
 */
export function loadExpectations(files: readonly SourceFile[], readText: (path: string) => string): Loaded {
  const parsed = files.map(parseFile);
  const all = parsed.flatMap(({ value }) => value ?? []);
  const problems = parsed.flatMap((each) => each.problems);
  const unique = <T>(name: string, pick: (file: ParsedFile) => readonly Item<T>[]): ReadonlyMap<string, Item<T>> =>
    byName(name, all.flatMap(pick), problems);
  const calendarItems = unique("calendars", (file) => file.calendars);
  const channelItems = unique("channels", (file) => file.channels);
  const ownerItems = unique("owners", (file) => file.owners);
  const budgetItems = unique("budgets", (file) => file.budgets);
  const maintenanceItems = all.flatMap((file) => file.maintenance);
  const defaults = defaultsOf(all, problems);
  const { calendars, problems: ofCalendars } = loadCalendars(calendarItems, readText);
  const referring = [
    ...all.flatMap((file) => [...file.defaults, ...file.datasets, ...file.jobs]),
    ...ownerItems.values(),
    ...channelItems.values(),
    ...budgetItems.values(),
    ...maintenanceItems,
  ];
  const known = {
    channels: all.flatMap((file) => file.said.channels),
    calendars: all.flatMap((file) => file.said.calendars),
    owners: [...ownerItems.keys()],
  };
  const around = { timeZone: textAt(defaults.raw, "timezone") ?? "UTC", calendars };
  const maintenance = maintenanceItems.map((item) => maintenanceOf(item, around));
  const names = declaredNames(
    all.flatMap((file) => file.aliases),
    all.flatMap((file) => file.rewrites),
  );
  problems.push(
    ...ofCalendars,
    ...names.problems,
    ...maintenance.flatMap((each) => each.problems),
    ...referenceProblems(referring, known),
    ...unusedProblems(referring, { channels: channelItems, calendars: calendarItems }),
  );
  const declarations: Declarations = {
    files: files.map(({ path }) => path),
    defaults,
    entries: entriesOf(all),
    owners: mapValues(ownerItems, ownerOf),
    calendars,
    channels: mapValues(channelItems, (item) => channelOf(item, around)),
    budgets: [...budgetItems.values()].map((item) => budgetOf(item, around.timeZone)),
    maintenance: maintenance.flatMap(({ value }) => value ?? []),
    names: names.value,
  };
  return { declarations, problems: sorted(problems) };
}

/** In the order of the lines, each once. */
function sorted(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [problemText(problem), problem])).values()].toSorted(byPosition);
}

/** Each name once, in whatever file. */
function byName<T>(what: string, items: readonly Item<T>[], problems: Problem[]): ReadonlyMap<string, Item<T>> {
  const found = new Map<string, Item<T>>();
  for (const item of items) {
    const first = found.get(item.name);
    if (first === undefined) found.set(item.name, item);
    else problems.push(saidTwice(`${what}.${item.name}`, item.position, first.position));
  }
  return found;
}

function saidTwice(what: string, position: Position, first: Position): Problem {
  return { severity: "error", position, message: `\`${what}\` is said in ${positionText(first)} too` };
}

/** Two files that say different defaults would win by the order of their names: nobody would see why. */
function defaultsOf(files: readonly ParsedFile[], problems: Problem[]): Defaults {
  const raw: Record<string, Plain> = {};
  const from = new Map<string, Item<unknown>>();
  for (const item of files.flatMap((file) => file.defaults)) {
    for (const [key, value] of isPlainObject(item.raw) ? Object.entries(item.raw) : []) {
      const first = from.get(key);
      if (first !== undefined) {
        problems.push(saidTwice(`defaults.${key}`, item.positionOf([key]), first.positionOf([key])));
        continue;
      }
      from.set(key, item);
      raw[key] = value;
    }
  }
  const nowhere: Position = { file: "", line: 1, column: 1 };
  return { raw, positionOf: (path) => from.get(String(path[0]))?.positionOf(path) ?? nowhere };
}

/** In the order of the files, and in each of them of the lines. */
function entriesOf(files: readonly ParsedFile[]): readonly Entry[] {
  const items = files.flatMap((file) =>
    [
      ...file.datasets.map((item) => ({ kind: "dataset" as const, item })),
      ...file.jobs.map((item) => ({ kind: "job" as const, item })),
    ].toSorted(
      (a, b) => a.item.position.line - b.item.position.line || a.item.position.column - b.item.position.column,
    ),
  );
  return items.map(({ kind, item }, order) => ({
    kind,
    matcher: compileMatch(item.value.match),
    raw: objectOf(item.raw),
    position: item.position,
    positionOf: (path) => item.positionOf(path),
    order,
  }));
}

function ownerOf({ name, value, raw, position }: ParsedFile["owners"][number]): Owner {
  return {
    name,
    contact: value.contact,
    routes: value.channels === undefined ? undefined : routesOf(value.channels),
    escalation: value.escalation === undefined ? undefined : escalationOf(value.escalation),
    raw: objectOf(raw),
    position,
  };
}

function budgetOf({ name, value, position }: ParsedFile["budgets"][number], timeZone: string): SharedBudget {
  return {
    name,
    amount: value.budget,
    currency: value.currency,
    per: value.per ?? "month",
    warnAt: value.warn_at ?? defaultWarnAt,
    timeZone,
    jobs: value.jobs === undefined ? undefined : compileMatch(value.jobs),
    owner: value.owner,
    severity: value.severity ?? "warning",
    routes: routesOf(value.channels ?? []),
    position,
  };
}

function mapValues<T, U>(map: ReadonlyMap<string, T>, change: (value: T) => U): ReadonlyMap<string, U> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

function objectOf(value: Plain): PlainObject {
  return isPlainObject(value) ? value : {};
}

function textAt(value: PlainObject, key: string): string | undefined {
  const found = value[key];
  return typeof found === "string" ? found : undefined;
}
