import { z } from "zod";
import { momentPattern } from "../values/dates.ts";
import { daySpan, days, keys, timeZone, word } from "./forms.ts";
import { match } from "./match.ts";

const moment = z
  .string({ error: "takes a time such as 2026-03-01T22:00" })
  .regex(momentPattern, { error: "takes a time such as 2026-03-01T22:00, of the zone, or with its offset" });

/** A stretch in which nothing alerts: once (`from`, `to`), or repeated (`on`, `between`). */
export const maintenance = keys({
  name: z
    .string()
    .min(1)
    .max(200)
    .meta({ description: "For people.", examples: ["warehouse upgrade"] }),
  from: moment.meta({ description: "When it begins.", examples: ["2026-03-01T22:00"] }).optional(),
  to: moment.meta({ description: "When it ends.", examples: ["2026-03-02T06:00"] }).optional(),
  between: daySpan.meta({ description: "Repeated: between these times.", examples: ["01:00-03:00"] }).optional(),
  on: days.meta({ description: "Repeated: on these days; every day when left out.", examples: ["sunday"] }).optional(),
  timezone: timeZone.meta({ description: "Zone of the times." }).optional(),
  calendar: word.meta({ description: "Calendar that tells business days." }).optional(),
  datasets: match.meta({ description: "Only these datasets; with neither this nor `jobs`: everything." }).optional(),
  jobs: match.meta({ description: "Only these jobs." }).optional(),
}).check(({ value, issues }) => {
  const once =
    value.from !== undefined && value.to !== undefined && value.between === undefined && value.on === undefined;
  const repeated = value.from === undefined && value.to === undefined && value.between !== undefined;
  if (!once && !repeated) {
    issues.push({ code: "custom", message: "takes `from` and `to`, or `between` (with `on`)", input: value });
  }
});
