import type { Problem } from "../problem.ts";
import type { Item, ParsedFile } from "./parse-file.ts";
import { referencesIn } from "../references.ts";

interface Named {
  readonly channels: ReadonlyMap<string, Item<unknown>>;
  readonly calendars: ReadonlyMap<string, ParsedFile["calendars"][number]>;
}

/** Channels and calendars that nothing refers to: a warning, since tags and facets of events may still. */
export function unusedProblems(
  referring: readonly Item<unknown>[],
  { channels, calendars }: Named,
): readonly Problem[] {
  const references = referring.flatMap((item) => referencesIn(item.raw));
  const used = (kind: "channels" | "calendars") =>
    new Set(references.flatMap((reference) => (reference.kind === kind ? [reference.name] : [])));
  const extended = [...calendars.values()].flatMap((item) => item.value.extends ?? []);
  return [
    ...unused("channel", channels, used("channels")),
    ...unused("calendar", calendars, new Set([...used("calendars"), ...extended])),
  ];
}

function unused(
  what: string,
  declared: ReadonlyMap<string, Item<unknown>>,
  used: ReadonlySet<string>,
): readonly Problem[] {
  return [...declared]
    .filter(([name]) => !used.has(name))
    .map(([name, { position }]) => ({
      severity: "warning",
      position,
      message: `the ${what} \`${name}\` is used by nothing in these files`,
    }));
}
