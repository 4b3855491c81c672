import { buildExpectations } from "../build/build.ts";
import type { Declarations, Entry, Owner } from "../declarations.ts";
import type { DatasetExpectations, Expectations, JobExpectations } from "../expectations.ts";
import { mistakesOf } from "../schema/mistakes.ts";
import { datasetExpectations, jobExpectations } from "../schema/entry.ts";
import type { Plain } from "../yaml/located.ts";
import { builtInLayers } from "./built-in.ts";
import { createLayer } from "./layer.ts";
import type { Layer } from "./layer.ts";
import { compareSpecificity, keysOf } from "./matcher.ts";
import type { Specificity } from "./matcher.ts";
import { mergedTree, mergeLayers, withValue } from "./merge.ts";
import type { Explained, Merged } from "./merge.ts";
import { saidByEvents } from "./said-by-events.ts";
import type { SaidProblem } from "./said-by-events.ts";
import type { Thing, ThingKind } from "./thing.ts";

/** What a thing ends up with, and why. */
export interface Resolved<E extends Expectations = Expectations> {
  readonly expectations: E;
  /** Each value that holds, with who said it. */
  readonly explained: Merged;
  /** The entries that match it, the weakest first. */
  readonly entries: readonly Entry[];
  /** What events say that is wrong, and what does not go together; it does not count. */
  readonly problems: readonly SaidProblem[];
}

export interface Resolver {
  dataset(thing: Omit<Thing, "kind">): Resolved<DatasetExpectations>;
  job(thing: Omit<Thing, "kind">): Resolved<JobExpectations>;
  /** What a thing would end up with that this entry alone matches, and of which nothing else is known. */
  entry(entry: Entry): Resolved;
}

/**
 * Says what datasets and jobs end up with. From the weakest to the strongest: what is built in; `defaults`; entries by a
 * pattern, the less specific first; what the thing's events say (owners, facet, tags); entries by its name alone; by namespace
 * and name. Among equals the later one wins. Things of which the same is said share one answer.
 */
export function createResolver(declarations: Declarations): Resolver {
  const index = indexEntries(declarations.entries);
  // By what is known of a thing, and by what is said of it: an evaluation asks for the same things again and again.
  const ofThings = new Remembered<Resolved>();
  const answers = new Remembered<Resolved>();
  const resolve = (thing: Thing): Resolved =>
    ofThings.get(JSON.stringify(thing), () => {
      const matched = matchedEntries(index.candidates(thing), thing);
      return answers.get(answerKey(thing, matched), () => resolved(declarations, thing, matched));
    });
  return {
    dataset: (thing) => ofKind(resolve({ ...thing, kind: "dataset" }), isDataset),
    job: (thing) => ofKind(resolve({ ...thing, kind: "job" }), isJob),
    entry: (entry) =>
      resolved(declarations, { kind: entry.kind, namespace: "", name: "" }, [{ entry, specificity: leastSpecific }]),
  };
}

const leastSpecific: Specificity = { exact: 0, conditions: 0, literals: 0 };

/** Twice as many as there are things in a large company. */
const maxRemembered = 50_000;

class Remembered<T> {
  readonly #known = new Map<string, T>();

  get(key: string, make: () => T): T {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (this.#known.size >= maxRemembered) this.#known.clear();
    this.#known.set(key, made);
    return made;
  }
}

function isDataset(expectations: Expectations): expectations is DatasetExpectations {
  return expectations.kind === "dataset";
}

function isJob(expectations: Expectations): expectations is JobExpectations {
  return expectations.kind === "job";
}

function ofKind<E extends Expectations>(answer: Resolved, is: (each: Expectations) => each is E): Resolved<E> {
  const { expectations } = answer;
  if (!is(expectations)) throw new TypeError(`expectations of a ${expectations.kind} were made for another kind`);
  return { ...answer, expectations };
}

interface EntryIndex {
  /** Those that can match it, in their order. */
  candidates(thing: Thing): readonly Entry[];
}

/** Most entries of a large company name one thing: they are looked up, and only patterns are tried. */
function indexEntries(entries: readonly Entry[]): EntryIndex {
  const byPattern = entries.filter(({ matcher }) => matcher.keys === undefined);
  const byKey = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const key of entry.matcher.keys ?? []) byKey.set(key, [...(byKey.get(key) ?? []), entry]);
  }
  return {
    candidates(thing) {
      const named = keysOf(thing).flatMap((key) => byKey.get(key) ?? []);
      if (named.length === 0) return byPattern;
      return [...new Set([...byPattern, ...named])].sort((a, b) => a.order - b.order);
    },
  };
}

interface MatchedEntry {
  readonly entry: Entry;
  readonly specificity: Specificity;
}

/** The weakest first. */
function matchedEntries(entries: readonly Entry[], thing: Thing): readonly MatchedEntry[] {
  const matched: MatchedEntry[] = [];
  for (const entry of entries) {
    if (entry.kind !== thing.kind) continue;
    const specificity = entry.matcher.match(thing);
    if (specificity !== undefined) matched.push({ entry, specificity });
  }
  // Entries are in their order, and sorting keeps it among equals.
  return matched.sort((a, b) => compareSpecificity(a.specificity, b.specificity));
}

function answerKey(thing: Thing, matched: readonly MatchedEntry[]): string {
  const tags = Object.entries(thing.tags ?? {}).filter(([key]) => key.startsWith("tidemark."));
  const orders = matched.map(({ entry, specificity }) => `${entry.order}:${specificity.exact}`);
  return JSON.stringify([thing.kind, orders, thing.owners?.[0] ?? "", tags, thing.facet ?? null]);
}

function resolved(declarations: Declarations, thing: Thing, matched: readonly MatchedEntry[]): Resolved {
  const { kind } = thing;
  const { defaults, channels, calendars, owners } = declarations;
  const known = { channels: [...channels.keys()], calendars: [...calendars.keys()], owners: [...owners.keys()] };
  const events = saidByEvents(thing, known);
  const layerOf = ({ entry }: MatchedEntry): Layer =>
    createLayer(entry.raw, kind, (path) => ({
      kind: "entry",
      position: entry.positionOf(path),
      match: entry.matcher.text,
    }));
  const said = mergeLayers([
    builtInLayers[kind],
    createLayer(defaults.raw, kind, (path) => ({ kind: "defaults", position: defaults.positionOf(path) })),
    ...matched.filter(({ specificity }) => specificity.exact === 0).map(layerOf),
    ...events.layers,
    ...matched.filter(({ specificity }) => specificity.exact > 0).map(layerOf),
  ]);
  const { right, problems } = withoutConflicts(withOwner(said, owners), kind);
  return {
    expectations: buildExpectations(kind, mergedTree(right), calendars),
    explained: right,
    entries: matched.map(({ entry }) => entry),
    problems: [...events.problems, ...problems],
  };
}

/** The owner's channels stand above the defaults, below what is said of the thing itself. */
function withOwner(merged: Merged, owners: ReadonlyMap<string, Owner>): Merged {
  const name = merged.get("owner")?.value;
  const owner = typeof name === "string" ? owners.get(name) : undefined;
  if (owner === undefined) return merged;
  const source = { kind: "owner", position: owner.position, owner: owner.name } as const;
  const put = (into: Merged, path: string, value: Plain | undefined): Merged => {
    const said = into.get(path)?.source.kind;
    const general = said === undefined || said === "defaults" || said === "built_in";
    return value !== undefined && general ? withValue(into, path, value, source) : into;
  };
  return put(put(merged, "channels", owner.raw["channels"]), "escalation", owner.raw["escalation"]);
}

/** Values that are right by themselves and do not go together: the one that is too much goes, and that is told. */
function withoutConflicts(
  merged: Merged,
  kind: ThingKind,
): { readonly right: Merged; readonly problems: readonly SaidProblem[] } {
  const schema = kind === "dataset" ? datasetExpectations : jobExpectations;
  const right = new Map<string, Explained>(merged);
  const problems: SaidProblem[] = [];
  // Each round takes out a value at least.
  for (let round = 0; round <= merged.size; round++) {
    const tree = mergedTree(right);
    const mistakes = mistakesOf(schema.safeParse(tree).error?.issues ?? [], tree);
    if (mistakes.length === 0) break;
    for (const { path, message, rival } of mistakes) {
      const key = weaker(right, path.slice(0, 2).join("."), rival === undefined ? undefined : `${path[0]}.${rival}`);
      const wrong = right.get(key);
      if (wrong !== undefined) problems.push({ source: wrong.source, message });
      right.delete(key);
    }
  }
  return { right, problems: [...problems, ...incomplete(right)] };
}

/** Stronger statements come later in what was merged. */
function weaker(merged: Merged, key: string, rival: string | undefined): string {
  return [...merged.keys()].find((each) => each === key || each === rival) ?? key;
}

/** A budget without its currency is none. */
function incomplete(merged: Merged): readonly SaidProblem[] {
  const budget = merged.get("cost.budget");
  if (budget === undefined || merged.has("cost.currency")) return [];
  return [{ source: budget.source, message: "`cost.budget` needs `cost.currency`" }];
}
