import { z } from "zod";
import { parseCron } from "../../calendar/cron.ts";
import type { Cron } from "../../calendar/cron.ts";
import { isCurrency, parsePercent, parseSize, percentPattern, sizePattern } from "../values/amounts.ts";
import { dayPattern, dayWords, parseDay } from "../values/days.ts";
import { durationPattern, parseDuration } from "../values/duration.ts";
import { parseSecretReference, secretPattern } from "../values/secret-reference.ts";
import { daySpanPattern, parseDaySpan, parseTimeOfDay, timeOfDayPattern } from "../values/time-of-day.ts";
import { isTimeZone, nearestTimeZone } from "../values/time-zone.ts";

/** How a value is written: a text with a pattern that editors check, and what it becomes. Messages end `takes …`. */
export function written<T>(pattern: RegExp, form: string, parse: (text: string) => T | undefined) {
  return z
    .string({ error: `takes ${form}` })
    .regex(pattern, { error: `takes ${form}` })
    .transform((text, context) => {
      const value = parse(text);
      if (value !== undefined) return value;
      context.issues.push({ code: "custom", message: `takes ${form}`, input: text });
      return z.NEVER;
    });
}

export const duration = written(durationPattern, "a duration such as 90s, 15m, 2h, 1h30m or 7d", parseDuration);
export const timeOfDay = written(timeOfDayPattern, "a time of the day such as 07:00", parseTimeOfDay);
export const daySpan = written(daySpanPattern, "two times of the day such as 08:00-18:00", parseDaySpan);
export const percent = written(percentPattern, "a percentage such as 50%", parsePercent);
export const secret = written(
  secretPattern,
  "a reference to a secret, `${env:NAME}` or `${file:/path}`, never the secret itself",
  parseSecretReference,
);

/** Bytes, as a number or with a unit. */
export const size = z.union([
  written(sizePattern, "a size such as 500kB, 10MB or 2GiB, or a number of bytes", parseSize),
  z.int().min(0),
]);

const aDay = written(dayPattern, `one of ${dayWords.join(", ")}`, parseDay);
/** One day or several. */
export const days = z.union([aDay.transform((day) => [day]), z.array(aDay).min(1)]);

export const cron = z
  .string({ error: "takes a cron expression such as 30 6 * * 1-5" })
  .transform((text, context): Cron => {
    const parsed = parseCron(text);
    if (parsed.kind === "ok") return parsed.cron;
    context.issues.push({
      code: "custom",
      message: `takes a cron expression such as 30 6 * * 1-5; this one ${parsed.why}`,
      input: text,
    });
    return z.NEVER;
  });

export const timeZone = z.string({ error: "takes a time zone such as Europe/Berlin" }).check((context) => {
  const text = context.value;
  if (isTimeZone(text)) return;
  const message = `takes a time zone such as Europe/Berlin${nearestTimeZone(text)}`;
  context.issues.push({ code: "custom", message, input: text });
});

export const currency = z
  .string({ error: "takes a currency by ISO 4217 such as EUR" })
  .regex(/^[A-Z]{3}$/, { error: "takes a currency by ISO 4217 such as EUR", abort: true })
  .refine(isCurrency, { error: "takes a currency by ISO 4217 such as EUR" });

/** A name that is referred to: of a channel, a calendar, an owner. */
export const word = z.string({ error: "takes a name" }).min(1, { error: "takes a name" }).max(200);

export const severities = ["info", "warning", "error", "critical"] as const;
export type Severity = (typeof severities)[number];
export const severity = z.enum(severities);

export const importances = ["low", "normal", "high", "critical"] as const;
export type Importance = (typeof importances)[number];

/** How often in all a detector that learns may be wrong about a thing: `1 per 90d`. */
const falseAlertsPattern = /^1\s*(?:\/|per)\s*\d+(?:\.\d+)?\s*[dw]$/;
export const falseAlerts = written(falseAlertsPattern, "a rate such as 1 per 90d", (text) =>
  parseDuration(text.replace(/^1\s*(?:\/|per)\s*/, "")),
);

/** An object that takes these keys and no others. The message of an unknown key is the list of the known ones. */
export function keys<S extends z.core.$ZodLooseShape>(shape: S) {
  const known = Object.keys(shape).join(" ");
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? known : undefined),
  });
}
