import { posix } from "node:path";
import { createBusinessCalendar } from "../../calendar/business-calendar.ts";
import type { DeclaredCalendar } from "../declarations.ts";
import { didYouMean } from "../did-you-mean.ts";
import type { Problem } from "../problem.ts";
import { calendarRulesOf, lastYearOf } from "./calendar.ts";
import type { CalendarPart } from "./calendar.ts";
import { parseCalendarFile } from "./parse-file.ts";
import type { Item, ParsedFile } from "./parse-file.ts";

type CalendarItem = ParsedFile["calendars"][number];

export interface LoadedCalendars {
  readonly calendars: ReadonlyMap<string, DeclaredCalendar>;
  readonly problems: readonly Problem[];
}

/** Makes calendars of what they say, of those they extend, and of the files they include. `readText` throws for a file it cannot read. */
export function loadCalendars(
  items: ReadonlyMap<string, CalendarItem>,
  readText: (path: string) => string,
): LoadedCalendars {
  const problems: Problem[] = [];
  const includes = new Includes(readText, problems);
  const calendars = new Map<string, DeclaredCalendar>();
  for (const [name, item] of items) {
    const rules = calendarRulesOf(name, partsOf(item, items, includes, problems, []));
    calendars.set(name, {
      calendar: createBusinessCalendar(rules),
      lastYear: lastYearOf(rules),
      position: item.position,
    });
  }
  return { calendars, problems };
}

/** Its own part first, then those of its files, then those of the calendars it extends. */
function partsOf(
  item: CalendarItem,
  items: ReadonlyMap<string, CalendarItem>,
  includes: Includes,
  problems: Problem[],
  through: readonly string[],
): readonly CalendarPart[] {
  const { extends: wider = [], include = [], ...own } = item.value;
  const error = (path: readonly string[], message: string): readonly CalendarPart[] => {
    // Told once, for the calendar itself, and not for each that extends it.
    if (through.length === 0) problems.push({ severity: "error", position: item.positionOf(path), message });
    return [];
  };
  const included = include.flatMap((path) => includes.partOf(item, path) ?? []);
  const inherited = wider.flatMap((name) => {
    const next = items.get(name);
    if (next === undefined) {
      return error(
        ["extends"],
        `\`calendars.${item.name}.extends\` names no calendar: ${name}${didYouMean(name, [...items.keys()])}`,
      );
    }
    if (name === item.name || through.includes(name)) {
      return error(["extends"], `\`calendars.${item.name}.extends\` comes back to itself by way of ${name}`);
    }
    return partsOf(next, items, includes, problems, [...through, item.name]);
  });
  return [own, ...included, ...inherited];
}

/** The files that calendars include, each read and told of once. */
class Includes {
  readonly #readText: (path: string) => string;
  readonly #problems: Problem[];
  readonly #parts = new Map<string, CalendarPart | undefined>();

  constructor(readText: (path: string) => string, problems: Problem[]) {
    this.#readText = readText;
    this.#problems = problems;
  }

  partOf(item: Item<unknown>, include: string): CalendarPart | undefined {
    const path = posix.isAbsolute(include) ? include : posix.join(posix.dirname(item.file), include);
    if (!this.#parts.has(path)) this.#parts.set(path, this.#read(item, path));
    return this.#parts.get(path);
  }

  #read(item: Item<unknown>, path: string): CalendarPart | undefined {
    let text: string;
    try {
      text = this.#readText(path);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const message = `\`calendars.${item.name}.include\`: ${path} cannot be read: ${why}`;
      this.#problems.push({ severity: "error", position: item.positionOf(["include"]), message });
      return undefined;
    }
    const { value, problems } = parseCalendarFile({ path, text });
    this.#problems.push(...problems);
    return value;
  }
}
