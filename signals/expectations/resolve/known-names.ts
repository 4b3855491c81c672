import type { Thing } from "./thing.ts";

type Name = { readonly namespace: string; readonly name: string };

/** What is known of a dataset under one of its names. */
export interface NamedThing extends Thing {
  /** The name that stands for all of them. */
  readonly canonical: Name;
}

/**
 * One thing for all names that producers give a dataset: what is said of one is said of it. Where two names say different
 * things, what is said of the name that stands for them holds, else of the first by namespace and name.
 */
export function joinNames(things: readonly NamedThing[]): readonly Thing[] {
  const groups = new Map<string, NamedThing[]>();
  for (const thing of things) {
    const key = JSON.stringify([thing.kind, thing.canonical.namespace, thing.canonical.name]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [thing]);
    else group.push(thing);
  }
  return [...groups.values()].map(joined);
}

function joined(group: readonly NamedThing[]): Thing {
  const ordered = group.toSorted((a, b) => rank(a) - rank(b) || compare(a, b));
  const [first] = ordered;
  if (first === undefined) throw new TypeError("a group has nothing in it");
  const names = ordered.flatMap((each) => [each, ...(each.aliases ?? [])]);
  const { kind, canonical } = first;
  const others = new Map(
    names.filter((each) => !isSame(each, canonical)).map((each) => [JSON.stringify([each.namespace, each.name]), each]),
  );
  return {
    kind,
    namespace: canonical.namespace,
    name: canonical.name,
    aliases: [...others.values()].map(({ namespace, name }) => ({ namespace, name })),
    tags: Object.fromEntries(ordered.toReversed().flatMap((each) => Object.entries(each.tags ?? {}))),
    type: ordered.find((each) => (each.type ?? "") !== "")?.type ?? "",
    owners: ordered.find((each) => (each.owners ?? []).length > 0)?.owners ?? [],
    facet: ordered.find((each) => each.facet !== undefined)?.facet,
  };
}

function rank(thing: NamedThing): number {
  return isSame(thing, thing.canonical) ? 0 : 1;
}

function isSame(a: Name, b: Name): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}

function compare(a: Name, b: Name): number {
  const [left, right] = [JSON.stringify([a.namespace, a.name]), JSON.stringify([b.namespace, b.name])];
  return left < right ? -1 : left > right ? 1 : 0;
}
