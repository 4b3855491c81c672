import { z } from "zod";
import { dayPattern } from "../values/days.ts";
import { durationPattern } from "../values/duration.ts";
import { timeOfDayPattern } from "../values/time-of-day.ts";
import { cron, days, daySpan, duration, keys, severity, timeOfDay, timeZone, word } from "./forms.ts";

/** What says when data is due. A section has one of these at most, and the more specific one replaces the other. */
export const scheduleKinds = ["max_age", "ready_by", "every", "cron", "learned"] as const;

/** They belong to the kind, and are replaced with it. */
export const scheduleDetails = ["on", "months", "if_closed", "between", "within", "covers"] as const;

const covers = z.enum(["since_last", "day", "week", "month", "quarter", "year"]);

const dividesADay = z.number().refine((ms) => ms % 60_000 === 0 && ms > 0 && 86_400_000 % ms === 0, {
  error:
    "takes a duration that divides a day, such as 5m, 15m, 1h or 6h; for longer ones use `ready_by` with `on`, or `cron`",
});

export const timelinessShape = {
  max_age: duration
    .meta({
      description: "The newest data may never be older. With `on` or `between` only that time counts.",
      examples: ["2h"],
    })
    .optional(),
  ready_by: timeOfDay
    .meta({ description: "Time of the wall clock by which the data must be there.", examples: ["07:00"] })
    .optional(),
  every: duration
    .pipe(dividesADay)
    .meta({
      description: "New data is due each time so much has passed since midnight, on the wall clock.",
      examples: ["1h"],
    })
    .optional(),
  cron: cron
    .meta({
      description: "New data is due at these times: minute, hour, day of the month, month, day of the week.",
      examples: ["30 6 * * 1-5"],
    })
    .optional(),
  learned: z
    .literal(true, { error: "takes true" })
    .meta({ description: "Late is what is unusual by its own past, even where a wider pattern has a schedule." })
    .optional(),
  on: days
    .meta({
      description: "The days it is due on.",
      examples: ["business_days", ["monday", "thursday"], "last_business_day"],
    })
    .optional(),
  months: z
    .array(z.int().min(1).max(12))
    .min(1)
    .meta({ description: "Only in these months, 1 is January.", examples: [[3, 6, 9, 12]] })
    .optional(),
  if_closed: z
    .enum(["keep", "skip", "next_business_day", "previous_business_day"])
    .meta({ description: "What becomes of a due day that is a weekend or a holiday." })
    .optional(),
  between: daySpan
    .meta({
      description: "`every`: due only between these times. `max_age`: only the time between them counts.",
      examples: ["08:00-18:00"],
    })
    .optional(),
  within: duration
    .meta({ description: "`every`, `cron`: how long after its time the data must be there.", examples: ["20m"] })
    .optional(),
  covers: covers
    .meta({
      description:
        "Which data is due: all since the deadline before, or the last whole day, week, month, quarter, year.",
    })
    .optional(),
  timezone: timeZone.meta({ description: "Zone of the times and days.", examples: ["Europe/Berlin"] }).optional(),
  calendar: word.meta({ description: "Calendar that tells business days, of `calendars`." }).optional(),
  severity: severity.meta({ description: "Severity when it is late, in place of the thing's own." }).optional(),
} as const;

/** One kind, and no detail that does not belong to it. */
export const timeliness = keys(timelinessShape)
  .check((context) => {
    for (const { key, message } of timelinessConflicts(context.value)) {
      context.issues.push({ code: "custom", message, path: [key], input: context.value });
    }
  })
  .meta({ id: "TimelinessKeys" });

const detailsOf: Readonly<Record<(typeof scheduleKinds)[number], readonly string[]>> = {
  max_age: ["on", "months", "if_closed", "between"],
  ready_by: ["on", "months", "if_closed", "covers"],
  every: ["on", "months", "if_closed", "between", "within", "covers"],
  cron: ["on", "months", "if_closed", "within", "covers"],
  learned: [],
};

/** What of a section does not go together, by the key that is too much. */
export function timelinessConflicts(
  section: Readonly<Record<string, unknown>>,
): readonly { readonly key: string; readonly message: string }[] {
  const kinds = scheduleKinds.filter((kind) => section[kind] !== undefined);
  const [kind, ...others] = kinds;
  if (kind === undefined) return [];
  const several = others.map((other) => ({
    key: other,
    message: `does not go with \`${kind}\`: say one of ${scheduleKinds.join(", ")}`,
  }));
  if (several.length > 0) return several;
  return scheduleDetails
    .filter((detail) => section[detail] !== undefined && !detailsOf[kind].includes(detail))
    .map((detail) => ({ key: detail, message: `means nothing with \`${kind}\`` }));
}

const shortForm =
  "takes `2h` (how old it may be), `07:00` (when it must be ready), `learned`, `off`, or keys such as `ready_by`";

/** In one text: `2h`, `07:00 Europe/Berlin business_days`, `learned`, `off`. */
export const shortTimeliness = z.string({ error: shortForm }).check((context) => {
  const keysMeant = longTimeliness(context.value);
  if (keysMeant === undefined) context.issues.push({ code: "custom", message: shortForm, input: context.value });
  else if (keysMeant !== "off") {
    const parsed = timeliness.safeParse(keysMeant);
    for (const { message } of parsed.error?.issues ?? [])
      context.issues.push({ code: "custom", message, input: context.value });
  }
});

/** The keys that a short form stands for; undefined when it is none. */
export function longTimeliness(text: string): Readonly<Record<string, string | true>> | "off" | undefined {
  if (text === "off") return "off";
  if (text === "learned") return { learned: true };
  if (durationPattern.test(text)) return { max_age: text };
  const [time = "", ...words] = text.split(/\s+/);
  if (!timeOfDayPattern.test(time) || words.length > 2) return undefined;
  const said: Record<string, string> = { ready_by: time };
  for (const each of words) said[dayPattern.test(each) ? "on" : "timezone"] = each;
  return Object.keys(said).length === words.length + 1 ? said : undefined;
}
