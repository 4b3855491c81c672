import { parseBudget } from "../values/amounts.ts";
import { longTimeliness } from "../schema/timeliness.ts";
import { isPlainObject } from "../yaml/located.ts";
import type { Path, Plain, PlainObject } from "../yaml/located.ts";
import type { Source } from "./source.ts";
import type { ThingKind } from "./thing.ts";

export interface Said {
  readonly value: Plain;
  readonly source: Source;
}

/** A section of a layer: its keys, or that it is turned off. */
export type SaidSection =
  | { readonly kind: "off"; readonly source: Source }
  | { readonly kind: "keys"; readonly keys: Readonly<Record<string, Said>> };

/** All that one place says of a thing: an entry, the defaults, a tag. */
export interface Layer {
  readonly values: Readonly<Record<string, Said>>;
  readonly sections: Readonly<Record<string, SaidSection>>;
}

const sharedSections = ["cost", "slo"];
const sectionsOf: Readonly<Record<ThingKind, readonly string[]>> = {
  dataset: ["freshness", "volume", "quality", "schema", ...sharedSections],
  job: ["completion", "duration", "failures", ...sharedSections],
};
const allSections = new Set(Object.values(sectionsOf).flat());

/** Keys of the other kind, which defaults may hold, are left out. */
export function createLayer(raw: PlainObject, kind: ThingKind, sourceOf: (path: Path) => Source): Layer {
  const values: Record<string, Said> = {};
  const sections: Record<string, SaidSection> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (name === "match") continue;
    if (!allSections.has(name)) values[name] = { value, source: sourceOf([name]) };
    else if (sectionsOf[kind].includes(name)) sections[name] = saidSection(name, value, sourceOf);
  }
  return { values, sections };
}

function saidSection(name: string, value: Plain, sourceOf: (path: Path) => Source): SaidSection {
  const long = longForm(name, value);
  if (long === "off") return { kind: "off", source: sourceOf([name]) };
  const sourceOfKey = (key: string): Source => sourceOf(isPlainObject(value) ? [name, key] : [name]);
  const said = Object.entries(long).map(([key, each]) => [key, { value: each, source: sourceOfKey(key) }] as const);
  return { kind: "keys", keys: Object.fromEntries(said) };
}

/** The keys that a short form stands for: `duration: 45m` is `duration: {max: 45m}`. */
function longForm(section: string, value: Plain): PlainObject | "off" {
  if (isPlainObject(value)) return value;
  if (value === "off") return "off";
  const text = typeof value === "string" ? value : "";
  if (section === "freshness" || section === "completion") return longTimeliness(text) ?? {};
  if (text === "learned") return { learned: true };
  if (section === "cost") return { ...parseBudget(text) };
  return { [shortKey[section] ?? "severity"]: value };
}

/** Which key of a section its short form is. */
const shortKey: Readonly<Record<string, string>> = { duration: "max", schema: "compatibility", slo: "target" };
