import { CurrentFacets } from "./facets.ts";
import { facetOf, list, object, text } from "./json.ts";
import type { Instant } from "./instant.ts";
import { described } from "./mention.ts";
import { compareAll, groups, last } from "./order.ts";
import type { Told } from "./told.ts";

export interface DatasetName {
  readonly namespace: string;
  readonly name: string;
}

/** Two names that are further apart are not known to be one dataset's. */
const mostLinks = 5;

/** Another name of a dataset, as one event says it. */
interface Alias extends DatasetName {
  readonly dataset: DatasetName;
  readonly type: string;
  readonly at: Instant;
}

/** Which names are one dataset, and which of them is shown. */
export class Names {
  readonly #aliases: readonly Alias[];
  readonly #canonical = new Map<string, DatasetName>();

  constructor(events: readonly Told[]) {
    const current = new CurrentFacets(events);
    const said = events.flatMap(aliasesOf);
    this.#aliases = groups(said, ({ dataset, namespace, name, type }) => [key(dataset), namespace, name, type])
      .map((all) => ({ ...all[0], at: last(all.map(({ at }) => at)) ?? "" }))
      .filter(({ dataset, at }) => at >= current.deletedAt("dataset", dataset.namespace, dataset.name, "symlinks"));
    for (const name of groups(this.#aliases.flatMap(ends), byKey).map(([one]) => one)) {
      const same = this.#within(mostLinks, [name]);
      const tables = same.filter((one) =>
        this.#aliases.some((alias) => key(alias) === key(one) && alias.type === "TABLE"),
      );
      const [shown] = (tables.length > 0 ? tables : same).toSorted(byName);
      this.#canonical.set(key(name), shown ?? name);
    }
  }

  /** The names that so many aliases lead to, whoever says them of whom. */
  #within(links: number, names: readonly DatasetName[]): readonly DatasetName[] {
    if (links === 0) return names;
    const reached = new Set(names.map(key));
    const next = this.#aliases.map(ends).filter((pair) => pair.some((one) => reached.has(key(one))));
    return this.#within(
      links - 1,
      groups([...names, ...next.flat()], byKey).map(([one]) => one),
    );
  }

  /** The name to show for it; itself where it has no other. */
  canonical(name: DatasetName): DatasetName {
    return this.#canonical.get(key(name)) ?? name;
  }

  /** Its other names, as it was said of this one. */
  aliases(dataset: DatasetName): readonly (DatasetName & { readonly type: string })[] {
    return this.#aliases
      .filter((alias) => key(alias.dataset) === key(dataset))
      .map(({ namespace, name, type }) => ({ namespace, name, type }))
      .toSorted((a, b) => compareAll([a.namespace, a.name, a.type], [b.namespace, b.name, b.type]));
  }
}

function aliasesOf(told: Told): readonly Alias[] {
  return described(told).flatMap(({ namespace, name, facets }) =>
    list(facetOf(facets, "symlinks")?.["identifiers"])
      .map((item) => object(item))
      .map((identifier) => ({
        dataset: { namespace, name },
        namespace: text(identifier["namespace"]),
        name: text(identifier["name"]),
        type: text(identifier["type"]),
        at: told.at,
      }))
      .filter((alias) => alias.namespace !== "" && alias.name !== "" && key(alias) !== key(alias.dataset)),
  );
}

function ends({ dataset, namespace, name }: Alias): readonly DatasetName[] {
  return [dataset, { namespace, name }];
}

function key({ namespace, name }: DatasetName): string {
  return JSON.stringify([namespace, name]);
}

function byKey(name: DatasetName): readonly string[] {
  return [name.namespace, name.name];
}

function byName(a: DatasetName, b: DatasetName): number {
  return compareAll(byKey(a), byKey(b));
}
