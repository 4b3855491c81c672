import { relation } from "#store/derived/relation.ts";
import type { Ask } from "./ask.ts";
import { BoundValues } from "./bound-values.ts";
import { splits } from "./named.ts";
import type { Named } from "./named.ts";

/** What a name that a person typed stands for. */
export type Resolved =
  | { readonly kind: "found"; readonly named: Named; readonly canonical: Named }
  /** At most ten of them. */
  | { readonly kind: "ambiguous"; readonly candidates: readonly Named[] }
  /** Those with similar names, the likeliest first; at most five. */
  | { readonly kind: "unknown"; readonly similar: readonly Named[] };

interface Match extends Named {
  /** Of a dataset: the name to show for it. Of a job its own. */
  readonly canonical_namespace: string;
  readonly canonical_name: string;
  /** 0: by namespace and name; 1: by name alone; 2: by an alias; 3: by the end of its name. */
  readonly rank: number;
}

/**
 * Finds a dataset or a job by `namespace/name`, or by its name alone when no other has it; a dataset
 * also by an alias that a symlink gave it; either by the end of its name (`orders` for
 * `shop.public.orders`). A closer match wins over one less close.
 */
export async function resolve(
  ask: Ask,
  view: "datasets" | "jobs",
  text: string,
  asOf: Date | undefined,
): Promise<Resolved> {
  const named = await matchesOf(ask, view, text, asOf, 11);
  const matches = named.length > 0 || view === "jobs" ? named : await matchesIn(ask, ofLineage(asOf), text, 11);
  const best = matches.filter(({ rank }) => rank === matches[0]?.rank);
  const [first] = best;
  if (first === undefined) return { kind: "unknown", similar: await similarNames(ask, view, text, asOf) };
  const canonical = { namespace: first.canonical_namespace, name: first.canonical_name };
  // Several names of one dataset are one thing.
  const isOne = best.every(
    (each) => each.canonical_namespace === canonical.namespace && each.canonical_name === canonical.name,
  );
  if (!isOne) return { kind: "ambiguous", candidates: best.slice(0, 10).map(nameOf) };
  const shown = best.find(({ namespace, name }) => namespace === canonical.namespace && name === canonical.name);
  return { kind: "found", named: nameOf(shown ?? first), canonical };
}

function nameOf({ namespace, name }: Named): Named {
  return { namespace, name };
}

/** Whatever the text can stand for, the closest first. */
export async function matchesOf(
  ask: Ask,
  view: "datasets" | "jobs",
  text: string,
  asOf: Date | undefined,
  limit: number,
): Promise<readonly Match[]> {
  return matchesIn(ask, { from: relation(view, asOf), haveAliases: view === "datasets" }, text, limit);
}

/** Rows of `namespace` and `name`, of datasets with `aliases` and their canonical name. */
interface NamedRows {
  readonly from: string;
  readonly haveAliases: boolean;
}

/** Datasets that an edge alone knows, such as one that was read from SQL: no event names them. */
function ofLineage(asOf: Date | undefined): NamedRows {
  const from = `(
    SELECT DISTINCT tupleElement(end, 1) AS namespace, tupleElement(end, 2) AS name FROM ${relation("lineage", asOf)}
    ARRAY JOIN [(toString(source_namespace), source_name), (toString(target_namespace), target_name)] AS end)`;
  return { from, haveAliases: false };
}

async function matchesIn(
  ask: Ask,
  { from, haveAliases }: NamedRows,
  text: string,
  limit: number,
): Promise<readonly Match[]> {
  const values = new BoundValues();
  const whole = anyOf(["namespace", "name"], splits(text), values);
  const alone = `name = ${values.text(text)}`;
  const alias = haveAliases
    ? `arrayExists(alias -> ${anyOf(["alias.namespace", "alias.name"], splits(text), values)} OR alias.name = ${values.text(text)}, aliases)`
    : "0";
  const named = haveAliases ? "arrayPushBack(aliases.name, name)" : "[name]";
  const end = `arrayExists(tail -> arrayExists(each -> endsWith(each, tail), ${named}), ${tails(text, values)})`;
  const canonical = haveAliases
    ? "canonical_namespace, canonical_name"
    : "namespace AS canonical_namespace, name AS canonical_name";
  return ask<Match>(
    `SELECT namespace, name, ${canonical}, multiIf(${whole}, 0, ${alone}, 1, ${alias}, 2, 3) AS rank
    FROM ${from}
    WHERE ${whole} OR ${alone} OR ${alias} OR ${end}
    ORDER BY rank, namespace, name
    LIMIT ${values.bind("UInt32", limit)}`,
    values,
  );
}

/** What the name ends in of somebody who left out the schema or the folder. */
function tails(text: string, values: BoundValues): string {
  return values.bind("Array(String)", [`.${text}`, `/${text}`, `:${text}`]);
}

/** Whether two columns are one of the names. As constants, so that an index can be used. */
export function anyOf(
  [namespace, name]: readonly [string, string],
  names: readonly Named[],
  values: BoundValues,
): string {
  if (names.length === 0) return "0";
  const tuples = names.map((each) => `(${values.text(each.namespace)}, ${values.text(each.name)})`);
  return `(${namespace}, ${name}) IN (${tuples.join(", ")})`;
}

async function similarNames(
  ask: Ask,
  view: "datasets" | "jobs",
  text: string,
  asOf: Date | undefined,
): Promise<readonly Named[]> {
  const values = new BoundValues();
  const typed = text.toLowerCase();
  const given = values.text(typed);
  const end = "arrayElement(splitByRegexp('[./:]', lower(name)), -1)";
  const distance = ["lower(name)", "lower(concat(namespace, '/', name))", end].map(
    (name) => `editDistance(${name}, ${given})`,
  );
  return ask<Named>(
    `SELECT namespace, name
    FROM (
      SELECT namespace, name, least(${distance.join(", ")}) AS distance,
        multiIf(
          lower(name) = ${given} OR lower(concat(namespace, '/', name)) = ${given}, 0,
          arrayExists(tail -> endsWith(lower(name), tail), ${tails(typed, values)}), 1,
          distance <= ${values.bind("UInt32", Math.max(1, Math.floor(typed.length / 4)))}, 2,
          position(lower(concat(namespace, '/', name)), ${given}) > 0, 3,
          4) AS rank
      FROM ${relation(view, asOf)})
    WHERE rank < 4
    ORDER BY rank, distance, namespace, name
    LIMIT 5`,
    values,
  );
}
