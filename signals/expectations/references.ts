import { didYouMean, nearestWord } from "./did-you-mean.ts";
import type { Problem } from "./problem.ts";
import { pathText } from "./schema/mistakes.ts";
import { isPlainObject } from "./yaml/located.ts";
import type { Path, Plain } from "./yaml/located.ts";
import type { Item } from "./load/parse-file.ts";

/** The names that may be referred to. */
export interface KnownNames {
  readonly channels: readonly string[];
  readonly calendars: readonly string[];
  readonly owners: readonly string[];
}

/** A name of something else, found where the format has one. */
export interface Reference {
  readonly kind: keyof KnownNames;
  readonly name: string;
  readonly path: Path;
}

const sections = ["freshness", "completion", "quiet_hours"];

/** What an entry, the defaults, an owner, a channel, a budget or a maintenance window refers to. */
export function referencesIn(raw: Plain): readonly Reference[] {
  if (!isPlainObject(raw)) return [];
  const found: Reference[] = [];
  const add = (kind: Reference["kind"], value: Plain | undefined, path: Path): void => {
    if (typeof value === "string") found.push({ kind, name: value, path });
    else if (Array.isArray(value)) for (const [index, each] of value.entries()) add(kind, each, [...path, index]);
    else if (isPlainObject(value) && kind === "channels")
      for (const [key, each] of Object.entries(value)) add(kind, each, [...path, key]);
  };
  add("channels", raw["channels"], ["channels"]);
  add("calendars", raw["calendar"], ["calendar"]);
  add("owners", raw["owner"], ["owner"]);
  const steps = raw["escalation"];
  for (const [index, step] of (Array.isArray(steps) ? steps : []).entries()) {
    if (isPlainObject(step)) add("channels", step["channels"], ["escalation", index, "channels"]);
  }
  for (const name of sections) {
    const section = raw[name];
    if (isPlainObject(section)) add("calendars", section["calendar"], [name, "calendar"]);
  }
  return found;
}

/** What is wrong with a reference: an owner may be any name, unless it is nearly a declared one. */
export function wrongReference(
  { kind, name, path }: Reference,
  known: KnownNames,
): { readonly severity: Problem["severity"]; readonly message: string } | undefined {
  if (known[kind].includes(name)) return undefined;
  const subject = `\`${pathText(path)}\``;
  if (kind === "owners") {
    const meant = nearestWord(name, known.owners);
    if (meant === undefined) return undefined;
    return { severity: "warning", message: `${subject} is none of \`owners\`: ${name}; did you mean \`${meant}\`?` };
  }
  const one = kind === "channels" ? "channel" : "calendar";
  return {
    severity: "error",
    message: `${subject} names no ${one} of \`${kind}\`: ${name}${didYouMean(name, known[kind])}`,
  };
}

export function referenceProblems(items: readonly Item<unknown>[], known: KnownNames): readonly Problem[] {
  return items.flatMap((item) =>
    referencesIn(item.raw).flatMap((reference) => {
      const wrong = wrongReference(reference, known);
      return wrong === undefined ? [] : [{ ...wrong, position: item.positionOf(reference.path) }];
    }),
  );
}
