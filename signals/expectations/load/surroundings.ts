import type { DeclaredCalendar } from "../declarations.ts";

/** What holds for all parts of the files. */
export interface Surroundings {
  /** Where nothing closer says one. */
  readonly timeZone: string;
  readonly calendars: ReadonlyMap<string, DeclaredCalendar>;
}
