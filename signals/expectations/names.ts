import type { NameRules } from "#store/tables/name-rules.ts";
import type { Rewrite } from "./build/rewrite.ts";
import type { Position } from "./problem.ts";
import type { LiteralName } from "./resolve/matcher.ts";

/** That one name is another. */
export interface Alias {
  readonly name: LiteralName;
  readonly to: LiteralName;
  readonly position: Position;
}

export interface DeclaredRewrite extends Rewrite {
  readonly position: Position;
}

/** What the files say that datasets are called. */
export interface DeclaredNames {
  /** By `nameKey` of the name. */
  readonly aliases: ReadonlyMap<string, Alias>;
  /** In their order. */
  readonly rewrites: readonly DeclaredRewrite[];
}

/** Which statement renames a dataset, and to what. */
export interface Renamed {
  readonly to: LiteralName;
  readonly by: Alias | DeclaredRewrite;
}

export function nameKey({ namespace, name }: LiteralName): string {
  return JSON.stringify([namespace, name]);
}

/** By its alias, else by the first rule that is about it; undefined where nothing renames it. */
export function renamedBy({ aliases, rewrites }: DeclaredNames, named: LiteralName): Renamed | undefined {
  const alias = aliases.get(nameKey(named));
  if (alias !== undefined) return { to: alias.to, by: alias };
  for (const by of rewrites) {
    const to = by.apply(named);
    if (to !== undefined) return nameKey(to) === nameKey(named) ? undefined : { to, by };
  }
  return undefined;
}

/** As the store keeps them. */
export function nameRules({ aliases, rewrites }: DeclaredNames): NameRules {
  return {
    aliases: [...aliases.values()].map(({ name, to }) => ({
      namespace: name.namespace,
      name: name.name,
      canonical_namespace: to.namespace,
      canonical_name: to.name,
    })),
    rewrites: rewrites.flatMap(({ rules }) => rules),
  };
}
