import { mistakesOf } from "../schema/mistakes.ts";
import { datasetExpectations, jobExpectations } from "../schema/entry.ts";
import { referencesIn, wrongReference } from "../references.ts";
import type { KnownNames } from "../references.ts";
import { isPlainObject } from "../yaml/located.ts";
import type { Path, Plain, PlainObject } from "../yaml/located.ts";
import { createLayer } from "./layer.ts";
import type { Layer } from "./layer.ts";
import { sourceText } from "./source.ts";
import type { Source } from "./source.ts";
import type { Thing, ThingKind } from "./thing.ts";

/** Something wrong in what an event or a combination says; what is wrong does not count. */
export interface SaidProblem {
  readonly source: Source;
  readonly message: string;
}

export interface SaidByEvents {
  /** The weakest first: the standard's owners, our facet, our tags. */
  readonly layers: readonly Layer[];
  readonly problems: readonly SaidProblem[];
}

/** Tags with this beginning are expectations: `tidemark.freshness` = `2h`, `tidemark.volume.min_rows` = `1000`. */
export const tagPrefix = "tidemark.";

/** Longer values are none that people wrote. */
const longestTag = 1000;

/** What the events say of a thing itself. */
export function saidByEvents(thing: Thing, known: KnownNames): SaidByEvents {
  const problems: SaidProblem[] = [];
  const layerOf = (raw: PlainObject, source: Source): Layer => {
    const { right, wrong } = withoutWrong(raw, thing.kind, known);
    problems.push(...wrong.map((message) => ({ source, message })));
    return createLayer(right, thing.kind, () => source);
  };
  const layers: Layer[] = [];
  const [owner] = thing.owners ?? [];
  if (owner !== undefined) layers.push(layerOf({ owner: ownerName(owner, known) }, { kind: "ownership" }));
  const facet = facetOf(thing.facet, problems);
  if (facet !== undefined) layers.push(layerOf(facet, { kind: "facet" }));
  for (const [key, value] of Object.entries(thing.tags ?? {})) {
    const tag = expectationTag(key, value);
    if (tag === undefined) continue;
    const source: Source = { kind: "tag", key };
    layers.push(layerOf(tagged(tag.path, tag.value, thing.kind, known), source));
  }
  return { layers, problems };
}

/** In one line, for people. */
export function saidProblemText({ source, message }: SaidProblem): string {
  return `${sourceText(source)}: ${message}`;
}

/** `team:sales` is the owner `sales`, where only that is declared. */
function ownerName(owner: string, { owners }: KnownNames): string {
  const bare = owner.slice(owner.indexOf(":") + 1);
  return !owners.includes(owner) && owners.includes(bare) ? bare : owner;
}

function facetOf(facet: unknown, problems: SaidProblem[]): PlainObject | undefined {
  if (facet === undefined || facet === null) return undefined;
  const plain = plainOf(facet);
  if (isPlainObject(plain)) {
    return Object.fromEntries(Object.entries(plain).filter(([key]) => !key.startsWith("_")));
  }
  problems.push({ source: { kind: "facet" }, message: "it takes keys" });
  return undefined;
}

/** Parsed JSON has nothing else; whatever else comes is left out. */
function plainOf(value: unknown): Plain {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(plainOf);
  if (typeof value !== "object") return null;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainOf(each)]));
}

/** A tag that is only a word may have the value in it: `tidemark.freshness=2h`. */
function expectationTag(
  key: string,
  value: string,
): { readonly path: readonly string[]; readonly value: string } | undefined {
  if (!key.startsWith(tagPrefix) || value.length > longestTag) return undefined;
  const [name = "", ...inKey] = key.split("=");
  const said = inKey.length > 0 && (value === "" || value === "true") ? inKey.join("=") : value;
  return { path: name.slice(tagPrefix.length).split("."), value: said };
}

/** A tag's text as what its key takes: a number, a yes, a list, else the text. */
function tagged(path: readonly string[], text: string, kind: ThingKind, known: KnownNames): PlainObject {
  const readings = [text, ...otherReadings(text)].map((value) => nested(path, value));
  const [asText = {}] = readings;
  return readings.find((raw) => withoutWrong(raw, kind, known).wrong.length === 0) ?? asText;
}

function otherReadings(text: string): readonly Plain[] {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return [Number(text)];
  if (text === "true" || text === "false") return [text === "true"];
  const parts = text.replaceAll(/^\[|\]$/g, "").split(",");
  const items = parts.map((item) => item.trim());
  const numbers = items.every((item) => /^\d+$/.test(item)) ? [items.map(Number)] : [];
  return [...numbers, items];
}

function nested(path: readonly string[], value: Plain): PlainObject {
  const [key = "", ...rest] = path;
  return { [key]: rest.length === 0 ? value : nested(rest, value) };
}

/** What is left of what was said, once what is wrong is taken out. */
export function withoutWrong(
  raw: PlainObject,
  kind: ThingKind,
  known: KnownNames,
): { readonly right: PlainObject; readonly wrong: readonly string[] } {
  const schema = kind === "dataset" ? datasetExpectations : jobExpectations;
  const checked = schema.safeParse(raw);
  const mistakes = mistakesOf(checked.error?.issues ?? [], raw);
  const references = referencesIn(raw).flatMap((reference) => {
    const wrong = wrongReference(reference, known);
    return wrong?.severity === "error" ? [{ path: reference.path, message: wrong.message }] : [];
  });
  const wrong = [...mistakes, ...references];
  const right = wrong.reduce((left, { path }) => without(left, path), raw);
  return { right, wrong: wrong.map(({ message }) => message) };
}

/** Without a key, of a section where the path leads into one. */
function without(raw: PlainObject, [name, key]: Path): PlainObject {
  const section = raw[String(name)];
  const { [String(name)]: _whole, ...others } = raw;
  if (key === undefined || !isPlainObject(section)) return others;
  const { [String(key)]: _wrong, ...rest } = section;
  return { ...others, [String(name)]: rest };
}
