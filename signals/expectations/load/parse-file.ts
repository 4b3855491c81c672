import type { z } from "zod";
import type { Position, Problem } from "../problem.ts";
import { calendar, calendarFile } from "../schema/calendars.ts";
import { channel } from "../schema/channels.ts";
import { datasetEntry, jobEntry } from "../schema/entry.ts";
import { budget, expectationsFile, owner } from "../schema/file.ts";
import { alias, rewrite } from "../schema/names.ts";
import { maintenance } from "../schema/maintenance.ts";
import { mistakesOf } from "../schema/mistakes.ts";
import { isPlainObject, valueAt } from "../yaml/located.ts";
import type { Located, Path, Plain } from "../yaml/located.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import type { SourceFile } from "../yaml/parse-yaml.ts";

/** A part of a file that is right by itself, with where it stands. */
export interface Item<T> {
  readonly file: string;
  /** Its name, where it has one; else empty. */
  readonly name: string;
  readonly raw: Plain;
  readonly value: T;
  /** Of the part itself. */
  readonly position: Position;
  /** Of what is in it, by the path from it. */
  positionOf(path: Path): Position;
}

/** What a file says, each part checked by itself: one mistake costs its own part only. */
export interface ParsedFile {
  readonly path: string;
  readonly defaults: readonly Item<unknown>[];
  readonly datasets: readonly Item<z.output<typeof datasetEntry>>[];
  readonly jobs: readonly Item<z.output<typeof jobEntry>>[];
  readonly owners: readonly Item<z.output<typeof owner>>[];
  readonly channels: readonly Item<z.output<typeof channel>>[];
  readonly calendars: readonly Item<z.output<typeof calendar>>[];
  readonly budgets: readonly Item<z.output<typeof budget>>[];
  readonly maintenance: readonly Item<z.output<typeof maintenance>>[];
  readonly aliases: readonly Item<z.output<typeof alias>>[];
  readonly rewrites: readonly Item<z.output<typeof rewrite>>[];
  /** All names of channels and calendars: those of wrong ones, too, may be referred to. */
  readonly said: Readonly<Record<"channels" | "calendars", readonly string[]>>;
}

export interface Parsed<T> {
  /** Undefined when nothing of it can be used. */
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}

export function parseFile(file: SourceFile): Parsed<ParsedFile> {
  const { content, problems } = parseYaml(file);
  if (content === undefined) return { value: undefined, problems };
  const checked = expectationsFile.safeParse(content.value);
  const found = problemsOf(checked.error, content);
  // Of another version, or no file of expectations at all: its parts mean something else.
  if (!isPlainObject(content.value) || content.value["version"] !== 1) return { value: undefined, problems: found };
  const part = <T>(schema: z.ZodType<T>, ...keys: readonly string[]) => itemsOf(schema, content, file.path, keys);
  const parsed: ParsedFile = {
    path: file.path,
    defaults: part(expectationsFile.shape.defaults.unwrap(), "defaults"),
    datasets: part(datasetEntry, "datasets"),
    jobs: part(jobEntry, "jobs"),
    owners: part(owner, "owners"),
    channels: part(channel, "channels"),
    calendars: part(calendar, "calendars"),
    budgets: part(budget, "budgets"),
    maintenance: part(maintenance, "maintenance"),
    aliases: part(alias, "names", "aliases"),
    rewrites: part(rewrite, "names", "rewrites"),
    said: { channels: namesIn(content, "channels"), calendars: namesIn(content, "calendars") },
  };
  return { value: parsed, problems: found };
}

/** A file that a calendar includes. */
export function parseCalendarFile(file: SourceFile): Parsed<z.output<typeof calendarFile>> {
  const { content, problems } = parseYaml(file);
  if (content === undefined) return { value: undefined, problems };
  const checked = calendarFile.safeParse(content.value);
  return { value: checked.data, problems: problemsOf(checked.error, content) };
}

function problemsOf(error: z.ZodError | undefined, content: Located): readonly Problem[] {
  return mistakesOf(error?.issues ?? [], content.value).map(({ path, ofKey, message }) => ({
    severity: "error",
    position: ofKey ? content.keyPositionOf(path) : content.positionOf(path),
    message,
  }));
}

/** The right ones of a list, or of a map by name; `defaults` is one thing. */
function itemsOf<T>(schema: z.ZodType<T>, content: Located, file: string, keys: Path): readonly Item<T>[] {
  const raw = valueAt(content.value, keys);
  if (raw === undefined) return [];
  return pathsOf(raw, keys).flatMap((path) => {
    const each = valueAt(content.value, path) ?? null;
    const checked = schema.safeParse(each);
    if (!checked.success) return [];
    const name = path.length > 1 ? path.slice(-1).map(String).join("") : "";
    return [
      {
        file,
        name,
        raw: each,
        value: checked.data,
        position: content.keyPositionOf(path),
        positionOf: (inside: Path) => content.positionOf([...path, ...inside]),
      },
    ];
  });
}

function namesIn(content: Located, section: string): readonly string[] {
  const raw = valueAt(content.value, [section]);
  return isPlainObject(raw) ? Object.keys(raw) : [];
}

function pathsOf(raw: Plain, keys: Path): readonly Path[] {
  if (keys[0] === "defaults") return [keys];
  if (Array.isArray(raw)) return raw.map((_, index) => keys.concat(index));
  return isPlainObject(raw) ? Object.keys(raw).map((name) => keys.concat(name)) : [];
}
