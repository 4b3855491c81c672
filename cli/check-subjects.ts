import type { Declarations, Entry } from "#signals/expectations/declarations.ts";
import { renamedBy } from "#signals/expectations/names.ts";
import type { DeclaredNames } from "#signals/expectations/names.ts";
import type { Problem } from "#signals/expectations/problem.ts";
import { literalName } from "#signals/expectations/resolve/matcher.ts";
import type { Resolved, Resolver } from "#signals/expectations/resolve/resolver.ts";
import { thingText } from "#signals/expectations/resolve/thing.ts";
import type { Thing, ThingKind } from "#signals/expectations/resolve/thing.ts";

/** What `tidemark check` shows something of: a dataset or job, or an entry that stands for many. */
export interface Subject {
  readonly kind: ThingKind;
  /** Undefined for an entry by a pattern. */
  readonly thing: Thing | undefined;
  /** A name, or a pattern. */
  readonly title: string;
  /** Why it is not sure: an unknown name, a pattern. Empty when it is. */
  readonly note: string;
  readonly resolved: Resolved;
  /** Whether anybody says anything of it. */
  readonly said: boolean;
}

export interface Chosen {
  readonly dataset?: readonly string[];
  readonly job?: readonly string[];
}

/**
 * Those that were asked for; else all that the collector knows; without one, the names in the files, and each entry by a
 * pattern for whatever it may match.
 */
export function chooseSubjects(
  resolver: Resolver,
  declarations: Declarations,
  known: readonly Thing[] | undefined,
  chosen: Chosen,
): readonly Subject[] {
  const ofThing = (thing: Thing, note = ""): Subject => {
    const resolved = thing.kind === "dataset" ? resolver.dataset(thing) : resolver.job(thing);
    const said = [...resolved.explained.values()].some(
      ({ source }) => source.kind !== "built_in" && source.kind !== "defaults",
    );
    return { kind: thing.kind, thing, title: thingText(thing), note, resolved, said };
  };
  const named = [
    ...(chosen.dataset ?? []).map((text) => ({ kind: "dataset" as const, text })),
    ...(chosen.job ?? []).map((text) => ({ kind: "job" as const, text })),
  ];
  if (named.length > 0) {
    return named.flatMap(({ kind, text }) => {
      const found = (known ?? []).filter((thing) => thing.kind === kind && isNamed(thing, text));
      if (found.length > 0) return found.map((thing) => ofThing(thing));
      return ofThing(
        unknownThing(declarations.names, kind, text),
        known === undefined ? "" : "not known to the collector",
      );
    });
  }
  if (known !== undefined) return known.map((thing) => ofThing(thing));
  return [
    ...literalThings(declarations.entries).map((thing) => ofThing(thing)),
    ...patterns(resolver, declarations.entries),
  ];
}

/** Under the name that the files give it. */
function unknownThing(names: DeclaredNames, kind: ThingKind, text: string): Thing {
  const named = literalName(text);
  const renamed = kind === "dataset" ? renamedBy(names, named) : undefined;
  return renamed === undefined ? { kind, ...named } : { kind, ...renamed.to, aliases: [named] };
}

function isNamed(thing: Thing, text: string): boolean {
  return [thing, ...(thing.aliases ?? [])].some((each) => thingText(each) === text || each.name === text);
}

function literalThings(entries: readonly Entry[]): readonly Thing[] {
  const found = new Map<string, Thing>();
  for (const { kind, matcher } of entries) {
    for (const name of matcher.literalNames) found.set(JSON.stringify([kind, name]), { kind, ...name });
  }
  return [...found.values()];
}

function patterns(resolver: Resolver, entries: readonly Entry[]): readonly Subject[] {
  return entries
    .filter(({ matcher }) => matcher.literalNames.length === 0)
    .map((entry) => ({
      kind: entry.kind,
      thing: undefined,
      title: entry.matcher.text,
      note: "whatever matches, by this entry alone",
      resolved: resolver.entry(entry),
      said: true,
    }));
}

/** Entries that match nothing that the collector knows: a name that was misspelt, or data that is gone. */
export function unmatchedProblems({ entries }: Declarations, known: readonly Thing[]): readonly Problem[] {
  return entries
    .filter((entry) => !known.some((thing) => thing.kind === entry.kind && entry.matcher.match(thing) !== undefined))
    .map(({ kind, matcher, position }) => ({
      severity: "warning",
      position,
      message: `${matcher.text} matches no ${kind} that the collector knows`,
    }));
}
