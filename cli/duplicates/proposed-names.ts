import { compileRewrite } from "#signals/expectations/build/rewrite.ts";
import { literalName } from "#signals/expectations/resolve/matcher.ts";
import type { Named } from "#query/named.ts";
import type { LikelyDuplicate } from "./likely-duplicates.ts";

/** A part of `names` in tidemark.yml that makes datasets one. */
export type Proposal =
  | { readonly kind: "alias"; readonly of: LikelyDuplicate }
  | { readonly kind: "rewrite"; readonly of: readonly LikelyDuplicate[]; readonly rule: ProposedRule };

export interface ProposedRule {
  readonly match: { readonly namespace: string; readonly name?: string };
  readonly to: { readonly namespace?: string; readonly name?: string; readonly case?: "lower" | "upper" };
}

/**
 * What would make duplicates one: a rule where several are of one kind (the same namespaces, the same difference), else an alias
 * each; the likeliest first. Of a name one duplicate.
 */
export function proposedNames(duplicates: readonly LikelyDuplicate[]): readonly Proposal[] {
  const others = new Set(duplicates.map(({ other }) => keyOf(other)));
  // Rather the one that stays than one that is renamed itself.
  const best = [...Map.groupBy(duplicates, ({ other }) => keyOf(other)).values()].flatMap(
    (group) => group.find(({ shown }) => !others.has(keyOf(shown))) ?? group.slice(0, 1),
  );
  const groups = Map.groupBy(best, (each) => JSON.stringify(ruleOf(each) ?? [each.shown.namespace, keyOf(each.other)]));
  return [...groups.values()].flatMap((group): readonly Proposal[] => {
    const [first] = group;
    const rule = first === undefined ? undefined : ruleOf(first);
    return rule === undefined || group.length === 1
      ? group.map((of) => ({ kind: "alias", of }))
      : [{ kind: "rewrite", of: group, rule }];
  });
}

/** As lines of YAML, to be put into tidemark.yml as they are. */
export function proposalYaml(proposals: readonly Proposal[]): readonly string[] {
  const rewrites = proposals.flatMap((each) => (each.kind === "rewrite" ? [each] : []));
  const aliases = proposals.flatMap((each) => (each.kind === "alias" ? [each.of] : []));
  return [
    "names:",
    ...(aliases.length === 0 ? [] : ["  aliases:"]),
    ...aliases.flatMap((of) => [
      `    # ${percent(of)}  ${comment(of.reasons.join("; "))}`,
      `    - { name: ${nameYaml(of.other)}, is: ${nameYaml(of.shown)} }`,
    ]),
    ...(rewrites.length === 0 ? [] : ["  rewrites:"]),
    ...rewrites.flatMap(({ of, rule }) => [
      of
        .map((each) => `    # ${percent(each)}  ${comment(`${each.other.name}: ${each.reasons.join("; ")}`)}`)
        .join("\n"),
      `    # whatever else is in ${comment(JSON.stringify(rule.match.namespace))} is renamed likewise`,
      `    - { match: ${mapYaml(rule.match)}, to: ${mapYaml(rule.to)} }`,
    ]),
  ];
}

function named({ namespace, name }: Named): Named {
  return { namespace, name };
}

/** A text as `to` takes it. */
function template(text: string): string {
  return text.replaceAll("$", () => "$$");
}

/** The same as `names` in JSON. */
export function proposalJson(proposals: readonly Proposal[]): object {
  return {
    aliases: proposals.flatMap((each) =>
      each.kind === "alias" ? [{ name: named(each.of.other), is: named(each.of.shown) }] : [],
    ),
    rewrites: proposals.flatMap((each) => (each.kind === "rewrite" ? [each.rule] : [])),
  };
}

/** The rule that makes one the other; undefined where only an alias does. */
function ruleOf({ shown, other }: LikelyDuplicate): ProposedRule | undefined {
  const match = { namespace: other.namespace.replaceAll(/[\\*?{]/g, String.raw`\$&`) };
  const namespace = shown.namespace === other.namespace ? {} : { namespace: template(shown.namespace) };
  const lacking = shown.name.endsWith(other.name) ? shown.name.slice(0, shown.name.length - other.name.length) : "";
  const rules: readonly ProposedRule[] = [
    lacking === ""
      ? { match, to: namespace }
      : { match: { ...match, name: "**" }, to: { ...namespace, name: `${template(lacking)}$1` } },
    { match, to: { ...namespace, case: "lower" } },
    { match, to: { ...namespace, case: "upper" } },
  ];
  return rules.find((rule) => makesOne(rule, other, shown));
}

function makesOne(rule: ProposedRule, other: Named, shown: Named): boolean {
  const compiled = compileRewrite(rule);
  const made = "apply" in compiled ? compiled.apply(other) : undefined;
  return made !== undefined && made.namespace === shown.namespace && made.name === shown.name;
}

function percent({ score }: LikelyDuplicate): string {
  return `${Math.round(score * 100)} %`;
}

/** Names are of whoever sends events: nothing of one may end the comment. */
function comment(text: string): string {
  return text.replaceAll(/\p{C}/gu, "?");
}

function keyOf({ namespace, name }: Named): string {
  return JSON.stringify([namespace, name]);
}

/** As one text where it is read as the same two parts. JSON's strings are YAML's. */
function nameYaml({ namespace, name }: Named): string {
  const text = `${namespace}/${name}`;
  const read = literalName(text);
  if (read.namespace === namespace && read.name === name) return JSON.stringify(text);
  return mapYaml({ namespace, name });
}

function mapYaml(values: object): string {
  return `{ ${Object.entries(values)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join(", ")} }`;
}
