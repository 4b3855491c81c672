import type { z } from "zod";
import { plainCalendar } from "../../calendar/business-calendar.ts";
import type { TimeSpan } from "../../calendar/time-span.ts";
import type { Maintenance } from "../declarations.ts";
import type { Problem } from "../problem.ts";
import { compileMatch } from "../resolve/matcher.ts";
import type { maintenance } from "../schema/maintenance.ts";
import { parseMoment } from "../values/dates.ts";
import { dayRuleOf } from "../build/day-rule.ts";
import type { Item, Parsed } from "./parse-file.ts";
import type { Surroundings } from "./surroundings.ts";

type Written = z.output<typeof maintenance>;

export function maintenanceOf(item: Item<Written>, around: Surroundings): Parsed<Maintenance> {
  const { value: written, position } = item;
  const span = spanOf(written, around);
  if (typeof span === "string") {
    const problem: Problem = { severity: "error", position: item.positionOf([span]), message: messages[span] };
    return { value: undefined, problems: [problem] };
  }
  const [datasets, jobs] = [written.datasets, written.jobs].map((match) =>
    match === undefined ? undefined : compileMatch(match),
  );
  return { value: { name: written.name, span, datasets, jobs, position }, problems: [] };
}

const messages = {
  from: "`from` takes a time that there is, such as 2026-03-01T22:00",
  to: "`to` takes a time after `from`",
} as const;

/** Or the key that is wrong. */
function spanOf(written: Written, { timeZone, calendars }: Surroundings): TimeSpan | keyof typeof messages {
  const zone = written.timezone ?? timeZone;
  if (written.between !== undefined) {
    const calendar = calendars.get(written.calendar ?? "")?.calendar ?? plainCalendar;
    return { kind: "repeated", timeZone: zone, calendar, days: dayRuleOf(written), between: written.between };
  }
  const from = parseMoment(written.from ?? "", zone);
  const to = parseMoment(written.to ?? "", zone);
  if (from === undefined) return "from";
  return to === undefined || to <= from ? "to" : { kind: "once", from, to };
}
