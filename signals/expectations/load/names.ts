import type { z } from "zod";
import { compileRewrite } from "../build/rewrite.ts";
import type { Alias, DeclaredNames, DeclaredRewrite } from "../names.ts";
import { nameKey } from "../names.ts";
import { positionText } from "../problem.ts";
import type { Problem } from "../problem.ts";
import { thingText } from "../resolve/thing.ts";
import type { alias, rewrite } from "../schema/names.ts";
import type { Item } from "./parse-file.ts";

/** Of all files, each way to read braces counted: the engine asks each of every name. */
const mostRules = 200;

type AliasItem = Item<z.output<typeof alias>>;

/** The names of all files together, in their order. An alias of an alias is one of what that is. */
export function declaredNames(
  aliasItems: readonly AliasItem[],
  rewriteItems: readonly Item<z.output<typeof rewrite>>[],
): { readonly value: DeclaredNames; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const wrong = (item: Item<unknown>, path: readonly string[], message: string): void => {
    problems.push({ severity: "error", position: item.positionOf(path), message });
  };
  const said = new Map<string, AliasItem>();
  for (const item of aliasItems) {
    const first = said.get(nameKey(item.value.name));
    if (first === undefined) said.set(nameKey(item.value.name), item);
    else wrong(item, ["name"], `${thingText(item.value.name)} has an alias in ${positionText(first.position)} too`);
  }
  const aliases = new Map<string, Alias>();
  for (const [key, item] of said) {
    const to = endOf(item, said);
    if (to === undefined) wrong(item, ["is"], `${thingText(item.value.name)} is itself by its aliases`);
    else aliases.set(key, { name: item.value.name, to, position: item.position });
  }
  const rewrites: DeclaredRewrite[] = [];
  let count = 0;
  for (const item of rewriteItems) {
    const compiled = compileRewrite(item.value);
    if ("message" in compiled) {
      wrong(item, compiled.path, compiled.message);
      continue;
    }
    count += compiled.rules.length;
    if (count <= mostRules) rewrites.push({ ...compiled, position: item.position });
    else wrong(item, [], `\`names.rewrites\` takes at most ${mostRules} rules, each way to read braces counted`);
  }
  return { value: { aliases, rewrites }, problems };
}

/** Where the aliases lead to; undefined when in a circle. */
function endOf(start: AliasItem, said: ReadonlyMap<string, AliasItem>): Alias["to"] | undefined {
  const passed = new Set([start]);
  let to = start.value.is;
  for (let next = said.get(nameKey(to)); next !== undefined; next = said.get(nameKey(to))) {
    if (passed.has(next)) return undefined;
    passed.add(next);
    to = next.value.is;
  }
  return to;
}
