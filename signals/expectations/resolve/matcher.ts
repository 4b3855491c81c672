import type { MatchConditions } from "../schema/match.ts";
import { compilePattern } from "./pattern.ts";
import type { Pattern } from "./pattern.ts";
import type { Thing } from "./thing.ts";
import { thingText } from "./thing.ts";

/**
 * How closely a match names a thing; compared from the first number to the last. `exact`: 2 names it by namespace and
 * name, 1 by its name alone, 0 by a pattern.
 */
export interface Specificity {
  readonly exact: 0 | 1 | 2;
  /** How many tags and types are asked for. */
  readonly conditions: number;
  readonly literals: number;
}

/** What an entry is about. */
export interface Matcher {
  /** As it was written, in short. */
  readonly text: string;
  /** How it names the thing; undefined when it does not. */
  match(thing: Thing): Specificity | undefined;
  /** The names without wildcards: what is known of before any event came. */
  readonly literalNames: readonly LiteralName[];
  /** One of these is the thing's `namespace/name`, or its name alone; undefined when it matches by a pattern. */
  readonly keys: readonly string[] | undefined;
}

export interface LiteralName {
  /** Empty when only the name is said. */
  readonly namespace: string;
  readonly name: string;
}

/** Any of several ways to name a thing; the most specific one that fits counts. */
export function compileMatch(ways: readonly (string | MatchConditions)[]): Matcher {
  const each = ways.map((way) => (typeof way === "string" ? compileText(way) : compileConditions(way)));
  return {
    text: each.map(({ text }) => text).join(", "),
    literalNames: each.flatMap(({ literalNames }) => literalNames),
    keys: each.some(({ keys }) => keys === undefined) ? undefined : each.flatMap(({ keys }) => keys ?? []),
    match(thing) {
      let best: Specificity | undefined;
      for (const way of each) {
        const found = way.match(thing);
        if (found !== undefined && (best === undefined || compareSpecificity(found, best) > 0)) best = found;
      }
      return best;
    },
  };
}

export function compareSpecificity(a: Specificity, b: Specificity): number {
  return a.exact - b.exact || a.conditions - b.conditions || a.literals - b.literals;
}

/** The texts by which an entry with keys may name the thing. */
export function keysOf(thing: Thing): readonly string[] {
  return namesOf(thing).flatMap((each) => [thingText(each), each.name]);
}

/** A text is held against `namespace/name`, and against the name alone, of the thing and its aliases. */
function compileText(text: string): Matcher {
  const pattern = compilePattern(text);
  const { literals } = pattern;
  return {
    text,
    literalNames: pattern.isLiteral ? [literalName(unescaped(text))] : [],
    keys: pattern.isLiteral ? [unescaped(text)] : undefined,
    match(thing) {
      const names = namesOf(thing);
      if (names.some((each) => pattern.matches(thingText(each))))
        return { exact: pattern.isLiteral ? 2 : 0, conditions: 0, literals };
      if (names.some(({ name }) => pattern.matches(name)))
        return { exact: pattern.isLiteral ? 1 : 0, conditions: 0, literals };
      return undefined;
    },
  };
}

function compileConditions({ namespace, name, tags, type, except }: MatchConditions): Matcher {
  const [ofNamespace, ofName] = [compiled(namespace), compiled(name)];
  const ofType = compiled(type);
  const ofTags = Object.entries(tags ?? {}).map(([key, value]) => ({ key, value: compilePattern(value) }));
  const exceptions = (except ?? []).map(compileText);
  const conditions = ofTags.length + (ofType === undefined ? 0 : 1);
  const namesOne = ofName?.isLiteral === true && conditions === 0;
  const exact = namesOne ? (ofNamespace === undefined ? 1 : ofNamespace.isLiteral ? 2 : 0) : 0;
  const literals = (ofNamespace?.literals ?? 0) + (ofName?.literals ?? 0);
  const specificity: Specificity = { exact, conditions, literals };
  return {
    text: conditionsText({ namespace, name, tags, type, except }),
    keys: ofName?.isLiteral === true ? [unescaped(name ?? "")] : undefined,
    literalNames: exact > 0 ? [{ namespace: unescaped(namespace ?? ""), name: unescaped(name ?? "") }] : [],
    match(thing) {
      const named = namesOf(thing).some(
        (each) => (ofNamespace?.matches(each.namespace) ?? true) && (ofName?.matches(each.name) ?? true),
      );
      if (!named) return undefined;
      if (ofType !== undefined && !ofType.matches(thing.type ?? "")) return undefined;
      if (!ofTags.every(({ key, value }) => hasTag(thing, key, value))) return undefined;
      return exceptions.some((each) => each.match(thing) !== undefined) ? undefined : specificity;
    },
  };
}

function compiled(text: string | undefined): Pattern | undefined {
  return text === undefined ? undefined : compilePattern(text);
}

function namesOf(thing: Thing): readonly { readonly namespace: string; readonly name: string }[] {
  return thing.aliases === undefined || thing.aliases.length === 0 ? [thing] : [thing, ...thing.aliases];
}

function hasTag({ tags }: Thing, key: string, value: Pattern): boolean {
  const given = tags !== undefined && Object.hasOwn(tags, key) ? tags[key] : undefined;
  return given !== undefined && value.matches(given);
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, "$1");
}

/** Where the namespace ends is a guess: after the authority of a URL, else at the first slash; a path is a file. */
export function literalName(text: string): LiteralName {
  if (text.startsWith("/")) return { namespace: "file", name: text };
  const split = /^(?<namespace>[a-z][a-z0-9+.-]*:\/\/[^/]*|[^/]*)\/(?<name>.+)$/is.exec(text)?.groups;
  return { namespace: split?.["namespace"] ?? "", name: split?.["name"] ?? text };
}

function conditionsText({ namespace, name, tags, type, except }: MatchConditions): string {
  const parts = [
    ...(namespace === undefined ? [] : [`namespace ${namespace}`]),
    ...(name === undefined ? [] : [`name ${name}`]),
    ...Object.entries(tags ?? {}).map(([key, value]) => `tag ${key}=${value}`),
    ...(type === undefined ? [] : [`type ${type}`]),
    ...(except === undefined ? [] : [`except ${except.join(", ")}`]),
  ];
  return `{${parts.join("; ")}}`;
}
