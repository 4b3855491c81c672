import type { z } from "zod";
import type { NameRules } from "#store/tables/name-rules.ts";
import { compileCapturing } from "../resolve/captures.ts";
import type { Capturing } from "../resolve/captures.ts";
import type { LiteralName } from "../resolve/matcher.ts";
import { alternatives } from "../resolve/pattern.ts";
import type { rewrite } from "../schema/names.ts";

type Written = z.output<typeof rewrite>;

/** A rule by which names become others. */
export interface Rewrite {
  /** As the engine takes it, one for each way to read its braces. */
  readonly rules: NameRules["rewrites"];
  /** What a name becomes; undefined where the rule is not about it. Says what the engine says by `rules`. */
  apply(named: LiteralName): LiteralName | undefined;
}

export interface WrongRewrite {
  readonly path: readonly ["match" | "to", "namespace" | "name"];
  readonly message: string;
}

/** `\1` to `\9` are all that the engine knows. */
const mostGroups = 9;
/** In which the braces of one rule can be read. */
const mostWays = 64;

export function compileRewrite({ match, to }: Written): Rewrite | WrongRewrite {
  const ways = waysOf(match.namespace).flatMap((namespace) => waysOf(match.name).map((name) => ({ namespace, name })));
  if (ways.length > mostWays)
    return { path: ["match", "name"], message: `\`match\` takes at most ${mostWays} ways to read its braces` };
  const wildcards = Math.min(...ways.map(({ namespace, name }) => namespace.wildcards + name.wildcards));
  const groups = Math.min(mostGroups, wildcards);
  for (const key of ["namespace", "name"] as const)
    if (!isTemplate(to[key] ?? "", groups)) return { path: ["to", key], message: templateForm(key, groups) };
  return {
    rules: ways.map(({ namespace, name }) => ({
      namespace_pattern: namespace.expression,
      name_pattern: name.expression,
      namespace: engineTemplate(to.namespace ?? ""),
      name: engineTemplate(to.name ?? ""),
      letter_case: to.case ?? "",
    })),
    apply(named) {
      for (const way of ways) {
        const [ofNamespace, ofName] = [way.namespace.capture(named.namespace), way.name.capture(named.name)];
        if (ofNamespace === undefined || ofName === undefined) continue;
        const filled = (template = ""): string => fill(template, [...ofNamespace, ...ofName]);
        const name = filled(to.name) || named.name;
        return { namespace: filled(to.namespace) || named.namespace, name: cased(name, to.case) };
      }
      return undefined;
    },
  };
}

/** One that is left out may be anything, and is no wildcard that `$1` could mean. */
function waysOf(pattern: string | undefined): readonly Capturing[] {
  if (pattern === undefined) return [{ wildcards: 0, expression: ".*", capture: () => [] }];
  return alternatives(pattern).map(compileCapturing);
}

const references = /\$([1-9$]?)/g;

function isTemplate(text: string, groups: number): boolean {
  return [...text.matchAll(references)].every(
    ([, what = ""]) => what === "$" || (what !== "" && Number(what) <= groups),
  );
}

function templateForm(key: string, groups: number): string {
  const known = groups === 0 ? "no wildcards" : groups === 1 ? "one, $1" : `$1 to $${groups}`;
  return `\`to.${key}\` takes $1 for what the first wildcard of \`match\` stood for (there: ${known}), and $$ for a $`;
}

function fill(template: string, groups: readonly string[]): string {
  return template.replaceAll(references, (_, what: string) => (what === "$" ? "$" : (groups[Number(what) - 1] ?? "")));
}

function engineTemplate(text: string): string {
  return text
    .replaceAll("\\", String.raw`\\`)
    .replaceAll(references, (_, what: string) => (what === "$" ? "$" : `\\${what}`));
}

/** As the engine does: the letters A to Z. */
function cased(name: string, letterCase: "lower" | "upper" | undefined): string {
  if (letterCase === "lower") return name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return letterCase === "upper" ? name.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase()) : name;
}
