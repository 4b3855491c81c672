import { scheduleDetails, scheduleKinds } from "../schema/timeliness.ts";
import type { Plain, PlainObject } from "../yaml/located.ts";
import type { Layer, Said, SaidSection } from "./layer.ts";
import type { Source } from "./source.ts";

/** A value that holds, who said it, and what it holds instead of: each followed by what that had replaced. */
export interface Explained extends Said {
  readonly instead: readonly Replaced[];
}

export interface Replaced extends Said {
  /** `freshness.ready_by`. */
  readonly path: string;
}

/** What holds, by path: `owner`, `freshness.max_age`; a section that is off by its name alone, with the value `off`. */
export type Merged = ReadonlyMap<string, Explained>;

/**
 * Lays layers over one another, the weakest first: the stronger one's keys win, key by key. Two things are more than keys:
 * a kind of schedule (`max_age`, `ready_by`, …) replaces the other kind with its details, and `off` replaces all of its section.
 */
export function mergeLayers(layers: readonly Layer[]): Merged {
  const merged = new Map<string, Explained>();
  for (const layer of layers) {
    for (const [key, said] of Object.entries(layer.values)) put(merged, key, said);
    for (const [name, section] of Object.entries(layer.sections)) putSection(merged, name, section);
  }
  return merged;
}

/** The same as keys and sections, as if one place had said it all. */
export function mergedTree(merged: Merged): PlainObject {
  const tree: Record<string, Plain> = {};
  const sections = new Map<string, Record<string, Plain>>();
  for (const [path, { value }] of merged) {
    const [name = "", key] = path.split(".");
    if (key === undefined) tree[name] = value;
    else {
      const section = sections.get(name) ?? {};
      section[key] = value;
      sections.set(name, section);
    }
  }
  return { ...tree, ...Object.fromEntries(sections) };
}

function putSection(merged: Map<string, Explained>, name: string, section: SaidSection): void {
  if (section.kind === "off") {
    const instead = take(merged, (path) => path === name || path.startsWith(`${name}.`));
    merged.set(name, { value: "off", source: section.source, instead });
    return;
  }
  const off = take(merged, (path) => path === name);
  const kind = scheduleKinds.find((each) => Object.hasOwn(section.keys, each));
  const timed = name === "freshness" || name === "completion";
  const replaced =
    timed && kind !== undefined
      ? take(merged, (path) => scheduleKeys.has(path.slice(name.length + 1)) && path.startsWith(`${name}.`))
      : [];
  for (const [index, [key, said]] of Object.entries(section.keys).entries()) {
    put(merged, `${name}.${key}`, said, [...(index === 0 ? off : []), ...(key === kind ? replaced : [])]);
  }
}

const scheduleKeys: ReadonlySet<string> = new Set([...scheduleKinds, ...scheduleDetails]);

function put(merged: Map<string, Explained>, path: string, said: Said, alsoInstead: readonly Replaced[] = []): void {
  const before = merged.get(path);
  const instead = before === undefined ? [] : replacedBy(path, before);
  // Set anew, so that the order is that of the strongest statement.
  merged.delete(path);
  merged.set(path, { value: said.value, source: said.source, instead: [...alsoInstead, ...instead] });
}

/** Takes out what a stronger statement makes void. */
function take(merged: Map<string, Explained>, isVoid: (path: string) => boolean): readonly Replaced[] {
  const found = [...merged].filter(([path]) => isVoid(path));
  for (const [path] of found) merged.delete(path);
  return found.flatMap(([path, explained]) => replacedBy(path, explained));
}

function replacedBy(path: string, { value, source, instead }: Explained): readonly Replaced[] {
  return [{ path, value, source }, ...instead];
}

/** A value over what holds: for what follows from other values, such as an owner's channels. */
export function withValue(merged: Merged, path: string, value: Plain, source: Source): Merged {
  const next = new Map(merged);
  put(next, path, { value, source });
  return next;
}
