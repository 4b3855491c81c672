/** A dataset as it is compared with others. */
export interface Comparable {
  readonly namespace: string;
  readonly name: string;
  /** Of its latest schema, the outermost ones; empty when no schema is known. */
  readonly fields: readonly string[];
}

export interface LikelyDuplicate {
  /** The one that says more, to be shown in place of the other. */
  readonly shown: Comparable;
  readonly other: Comparable;
  /** From 0 to 1. */
  readonly score: number;
  readonly reasons: readonly string[];
}

/** More that end alike are a convention (`orders/part-0`), and no names of one table. */
const mostAlike = 50;
const likely = 0.6;

/** Datasets that are probably one under two names, the likeliest first. Compared are those whose last part is the same. */
export function likelyDuplicates(datasets: readonly Comparable[]): readonly LikelyDuplicate[] {
  const alike = Map.groupBy(datasets, ({ name }) => partsOf(name).at(-1) ?? "");
  return [...alike.values()]
    .filter((group) => group.length <= mostAlike)
    .flatMap((group) => group.flatMap((one, index) => group.slice(index + 1).flatMap((other) => compare(one, other))))
    .toSorted((one, other) => other.score - one.score || (textOf(one) < textOf(other) ? -1 : 1));
}

function compare(one: Comparable, other: Comparable): readonly LikelyDuplicate[] {
  const found = [nameEvidence(one, other), placeEvidence(one, other), fieldEvidence(one, other)].filter(
    (evidence) => evidence !== undefined,
  );
  const score = Math.min(1, Math.round(found.reduce((sum, { weight }) => sum + weight, 0) * 100) / 100);
  if (score < likely) return [];
  const [shown, less] = [one, other].toSorted(
    (a, b) => saysMore(b) - saysMore(a) || (a.namespace < b.namespace ? -1 : 1),
  );
  if (shown === undefined || less === undefined) return [];
  return [{ shown, other: less, score, reasons: found.map(({ reason }) => reason) }];
}

interface Evidence {
  readonly weight: number;
  readonly reason: string;
}

function nameEvidence(one: Comparable, other: Comparable): Evidence | undefined {
  const [a, b] = [partsOf(one.name), partsOf(other.name)];
  if (one.name === other.name) return { weight: 0.4, reason: "the same name" };
  if (one.name.toLowerCase() === other.name.toLowerCase()) return { weight: 0.4, reason: "the same name but for case" };
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const ends = short.length < long.length && short.every((part, index) => part === long.at(index - short.length));
  if (!ends) return undefined;
  const lacks = long.slice(0, long.length - short.length).join(".");
  return { weight: short.length > 1 ? 0.4 : 0.2, reason: `the same name without ${lacks}` };
}

function placeEvidence(one: Comparable, other: Comparable): Evidence | undefined {
  const [a, b] = [placeOf(one.namespace), placeOf(other.namespace)];
  if (one.namespace === other.namespace) return { weight: 0.2, reason: "the same namespace" };
  if (a.host === "" || b.host === "") return undefined;
  if (a.scheme !== b.scheme) return { weight: -0.2, reason: `${a.scheme} and ${b.scheme}` };
  if (a.host === b.host) return { weight: 0.3, reason: "the same host, another port" };
  const [first, second] = [a.host, b.host].map((host) => host.split(".")[0]);
  return first === second ? { weight: 0.25, reason: `${a.host} and ${b.host} begin alike` } : undefined;
}

function fieldEvidence({ fields: one }: Comparable, { fields: other }: Comparable): Evidence | undefined {
  if (one.length === 0 || other.length === 0) return undefined;
  const [a, b] = [folded(one), folded(other)];
  const common = [...a].filter((field) => b.has(field)).length;
  const all = a.size + b.size - common;
  const share = common / all;
  if (share < 0.5) return { weight: -0.4, reason: `${common} of ${all} columns in common` };
  // One column that is called `id` is no evidence.
  return { weight: (all > 1 ? 0.4 : 0.1) * share, reason: `${common} of ${all} columns in common` };
}

function folded(fields: readonly string[]): ReadonlySet<string> {
  return new Set(fields.map((field) => field.toLowerCase()));
}

/** `Shop.public/orders` → shop, public, orders. */
function partsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[./]/)
    .filter((part) => part !== "");
}

const place = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?<host>[^:/]*)/;

function placeOf(namespace: string): { readonly scheme: string; readonly host: string } {
  const { scheme = "", host = "" } = place.exec(namespace.toLowerCase())?.groups ?? {};
  return { scheme, host };
}

/** A whole name in a namespace that says where it is goes before one that leaves things out. */
function saysMore({ namespace, name, fields }: Comparable): number {
  const { host } = placeOf(namespace);
  return partsOf(name).length * 100 + host.length + (/:\d+$/.test(namespace) ? 5 : 0) + (fields.length > 0 ? 1 : 0);
}

function textOf({ shown, other }: LikelyDuplicate): string {
  return JSON.stringify([shown.namespace, shown.name, other.namespace, other.name]);
}
