import { RowEncoder } from "../columns.ts";
import { nodeOf } from "./names.ts";
import { quoteString } from "../sql-text.ts";
import type { Store } from "../store.ts";
import { nameRules } from "../tables/name-rules.ts";
import type { NameRules } from "../tables/name-rules.ts";

/**
 * Names by the configuration, `names` in `tidemark.yml`: other names of datasets, as symlinks are, but for names that come later too.
 * Nothing of events is changed; which rules held at a past moment is known. See `docs/decisions/0017-configured-names.md`.
 */

type Rewrite = NameRules["rewrites"][number];

/** The rules that hold now; none when none were ever recorded. */
export async function rulesNow({ client }: Store): Promise<NameRules & { readonly digest: string }> {
  const result = await client.query({
    query: `SELECT digest, ${objects("aliases")}, ${objects("rewrites")} FROM tidemark.name_rules ORDER BY recorded_at DESC LIMIT 1`,
    format: "JSONEachRow",
  });
  const [row] = await result.json<NameRules & { readonly digest: string }>();
  return row ?? { digest: "", aliases: [], rewrites: [] };
}

/** They hold from now on. */
export async function recordRules(store: Store, rules: NameRules, digest: string, now: number): Promise<void> {
  const rows = new RowEncoder(nameRules);
  rows.add({ ...rules, digest, recorded_at: now * 1000 });
  await store.insert(rows);
}

/** The fields of a nested column as objects. */
function objects(nested: "aliases" | "rewrites"): string {
  const fields = Object.keys(nameRules.columns[nested].nested);
  const type = fields.map((field) => `${field} String`).join(", ");
  const zipped = fields.map((field) => `\`${nested}.${field}\``).join(", ");
  return `CAST(arrayZip(${zipped}), 'Array(Tuple(${type}))') AS ${nested}`;
}

/**
 * Rows of `node`, `target` (see `nodeOf`) and `rank`, by rules that are at hand. A name that has an
 * alias is not rewritten. Ranks are below zero, those of aliases the lowest.
 *
 * @param names a table or subquery of `namespace` and `name`, once or more often.
 */
export function declaredBy({ aliases, rewrites }: NameRules, names: string): string {
  const pairs = aliases.map(
    (each) =>
      `(${[each.namespace, each.name, each.canonical_namespace, each.canonical_name].map(quoteString).join(", ")})`,
  );
  const said = `SELECT arrayJoin(CAST([${pairs.join(", ")}], 'Array(Tuple(String, String, String, String))')) AS pair`;
  if (rewrites.length === 0) return asLinks(ofAliases(said));
  const arms = rewrites.map(literals).flatMap((rule) => [matches(rule), rewritten(rule)]);
  return asLinks(
    `${ofAliases(said)} UNION ALL ${ofRewrites(`
    SELECT DISTINCT toString(namespace) AS namespace, name, multiIf(${arms.join(", ")}, '') AS parts
    FROM ${names}
    WHERE ${noAlias(said)}`)}`,
  );
}

/** Likewise by the rules that held at the parameter `at`. Slower: a pattern that is no constant is compiled for each name. */
export function declaredThen(names: string): string {
  const then = `(SELECT * FROM tidemark.name_rules WHERE recorded_at <= {at:DateTime64(6, 'UTC')} ORDER BY recorded_at DESC LIMIT 1)`;
  const said = `
    SELECT (a.namespace, a.name, a.canonical_namespace, a.canonical_name) AS pair FROM ${then} ARRAY JOIN aliases AS a`;
  const rules = `
    SELECT place, r.namespace_pattern AS namespace_pattern, r.name_pattern AS name_pattern, r.namespace AS to_namespace,
      r.name AS to_name, toString(r.letter_case) AS letter_case
    FROM ${then} ARRAY JOIN rewrites AS r, arrayEnumerate(rewrites.name) AS place`;
  const rule: RewriteSql = {
    namespace: "namespace_pattern",
    name: "name_pattern",
    toNamespace: "to_namespace",
    toName: "to_name",
    letterCase: "letter_case",
  };
  return asLinks(
    `${ofAliases(said)} UNION ALL ${ofRewrites(`
    SELECT namespace, name, argMin(${rewritten(rule)}, place) AS parts
    FROM (SELECT DISTINCT toString(namespace) AS namespace, name FROM ${names} WHERE ${noAlias(said)}) AS known
    CROSS JOIN (${rules}) AS rule
    WHERE ${matches(rule)}
    GROUP BY namespace, name`)}`,
  );
}

function asLinks(rows: string): string {
  return `(
    SELECT ${nodeOf("namespace", "name")} AS node, ${nodeOf("canonical_namespace", "canonical_name")} AS target, rank FROM (${rows}))`;
}

function ofAliases(said: string): string {
  return `
    SELECT tupleElement(pair, 1) AS namespace, tupleElement(pair, 2) AS name,
      tupleElement(pair, 3) AS canonical_namespace, tupleElement(pair, 4) AS canonical_name, -2 AS rank
    FROM (${said})`;
}

function noAlias(said: string): string {
  return `(toString(namespace), name) NOT IN (SELECT tupleElement(pair, 1), tupleElement(pair, 2) FROM (${said}))`;
}

/** @param found rows of `namespace`, `name` and `parts`: namespace, name and case, empty where no rule matches. */
function ofRewrites(found: string): string {
  return `
    SELECT namespace, name, canonical_namespace,
      multiIf(letter_case = 'lower', lower(said), letter_case = 'upper', upper(said), said) AS canonical_name, -1 AS rank
    FROM (
      SELECT namespace, name, splitByChar('\\0', parts) AS split, if(split[1] = '', namespace, split[1]) AS canonical_namespace,
        if(split[2] = '', name, split[2]) AS said, split[3] AS letter_case
      FROM (${found})
      WHERE parts != '')
    WHERE (namespace, name) != (canonical_namespace, canonical_name)`;
}

/** A rewrite as expressions of SQL. */
interface RewriteSql {
  readonly namespace: string;
  readonly name: string;
  readonly toNamespace: string;
  readonly toName: string;
  readonly letterCase: string;
}

function literals(rule: Rewrite): RewriteSql {
  return {
    namespace: quoteString(rule.namespace_pattern),
    name: quoteString(rule.name_pattern),
    toNamespace: quoteString(rule.namespace),
    toName: quoteString(rule.name),
    letterCase: quoteString(rule.letter_case),
  };
}

function wholly(pattern: string): string {
  return `concat('(?s)^(?:', ${pattern}, ')$')`;
}

/** Of columns `namespace` and `name`. */
function matches({ namespace, name }: RewriteSql): string {
  return `match(namespace, ${wholly(namespace)}) AND match(name, ${wholly(name)})`;
}

/** The three parts with NULs between, which no name has: groups are numbered through both patterns. */
function rewritten({ namespace, name, toNamespace, toName, letterCase }: RewriteSql): string {
  const pattern = `concat('(?s)^(?:', ${namespace}, ')\\\\x00(?:', ${name}, ')$')`;
  const target = `concat(${toNamespace}, '\\0', ${toName}, '\\0', ${letterCase})`;
  return `replaceRegexpOne(concat(namespace, '\\0', name), ${pattern}, ${target})`;
}
