import { z } from "zod";
import { budgetPattern, budgetPeriods, percentPattern } from "../values/amounts.ts";
import { durationPattern } from "../values/duration.ts";
import { currency, duration, keys, percent, severities, severity, size, word } from "./forms.ts";

const sectionSeverity = severity
  .meta({ description: "Severity of what it finds, in place of the thing's own." })
  .optional();
const learned = z
  .boolean()
  .meta({ description: "Whether what is unusual by its own past counts too; true when left out." })
  .optional();
const count = z.int().min(0);

export const volumeShape = {
  min_rows: count.meta({ description: "Fewest rows that a write may have." }).optional(),
  max_rows: count.meta({ description: "Most rows that a write may have." }).optional(),
  min_bytes: size.meta({ description: "Fewest bytes.", examples: ["10MB"] }).optional(),
  max_bytes: size.meta({ description: "Most bytes.", examples: ["2GiB"] }).optional(),
  min_files: count.meta({ description: "Fewest files." }).optional(),
  max_files: count.meta({ description: "Most files." }).optional(),
  max_change: percent
    .meta({ description: "How far it may be from the one before, up or down.", examples: ["50%"] })
    .optional(),
  allow_zero: z.boolean().meta({ description: "Whether nothing at all is fine; false when left out." }).optional(),
  per: z
    .enum(["run", "interval"])
    .meta({ description: "What is measured: each run (when left out), or all runs of a data interval together." })
    .optional(),
  learned,
  severity: sectionSeverity,
} as const;

export const durationShape = {
  max: duration.meta({ description: "A run may take no longer.", examples: ["45m"] }).optional(),
  min: duration.meta({ description: "A run that is shorter did not do its work.", examples: ["10s"] }).optional(),
  learned,
  severity: sectionSeverity,
} as const;

export const costShape = {
  budget: z.number().positive().meta({ description: "What it may cost, in `currency`, a `per`." }).optional(),
  currency: currency.meta({ description: "ISO 4217.", examples: ["EUR"] }).optional(),
  per: z.enum(budgetPeriods).meta({ description: "Period of the budget; a month when left out." }).optional(),
  warn_at: percent
    .meta({ description: "Share of the budget, spent or foreseen, that is worth a warning.", examples: ["80%"] })
    .optional(),
  learned,
  severity: sectionSeverity,
} as const;

const check = keys({
  assertion: word
    .meta({ description: "Name or kind of the check; `*` and `?` stand for others.", examples: ["not_null*"] })
    .optional(),
  column: word.meta({ description: "Column it is about; `*` and `?` stand for others." }).optional(),
  severity: z.union([severity, z.literal("off")]).meta({ description: "What its failure weighs; `off`: nothing." }),
});

export const qualityShape = {
  severity: severity
    .meta({ description: "What a failed check weighs, in place of what its producer says." })
    .optional(),
  checks: z.array(check).max(200).meta({ description: "Single checks; the last that fits counts." }).optional(),
} as const;

const compatibilities = ["none", "backward", "forward", "full"] as const;

export const schemaShape = {
  compatibility: z
    .enum(compatibilities)
    .meta({
      description:
        "Which changes are no breach. `forward`: readers of the old one can read the new. `backward`: readers of the new one can read the old. `none`: all.",
    })
    .optional(),
  ignore: z
    .array(word)
    .max(200)
    .meta({ description: "Fields that may change at will; `*` and `?` stand for others." })
    .optional(),
  severity: sectionSeverity,
} as const;

const outOfRange = "takes a percentage from 50 to below 100: 100 leaves no error budget";
const isTarget = (share: number): boolean => share >= 0.5 && share < 1;

export const sloShape = {
  target: z
    .union([percent, z.number().transform((each) => each / 100)])
    .refine(isTarget, { error: outOfRange })
    .meta({ description: "Share of the deadlines that must be met.", examples: [99.5, "99.5%"] })
    .optional(),
  window: duration.meta({ description: "Over how long; 28d when left out.", examples: ["28d"] }).optional(),
} as const;

export const failuresShape = {
  consecutive: z
    .int()
    .min(1)
    .meta({ description: "So many failed runs in a row are a breach; 1 when left out." })
    .optional(),
  max_attempts: z
    .int()
    .min(1)
    .meta({ description: "A run that needs more attempts is a breach, even if it succeeds." })
    .optional(),
  severity: sectionSeverity,
} as const;

export const volume = keys(volumeShape)
  .check(ordered(["min_rows", "max_rows"], ["min_bytes", "max_bytes"], ["min_files", "max_files"]))
  .meta({ id: "VolumeKeys" });
export const durations = keys(durationShape)
  .check(ordered(["min", "max"]))
  .meta({ id: "DurationKeys" });
export const cost = keys(costShape).meta({ id: "CostKeys" });
export const quality = keys(qualityShape).meta({ id: "QualityKeys" });
export const schema = keys(schemaShape).meta({ id: "SchemaKeys" });
export const slo = keys(sloShape).meta({ id: "SloKeys" });
export const failures = keys(failuresShape).meta({ id: "FailuresKeys" });

/** The short forms. */
export const shortLearned = z.enum(["learned", "off"]);
export const shortDuration = z.string().regex(new RegExp(`^(?:off|learned)$|${durationPattern.source}`), {
  error: "takes a duration (the longest), `learned`, `off`, or keys such as `max`",
});
export const shortCost = z.string().regex(new RegExp(`^(?:off|learned)$|${budgetPattern.source}`), {
  error: "takes a budget such as `100 EUR/month`, `learned`, `off`, or keys such as `budget`",
});
export const shortQuality = z.enum([...severities, "off"]);
export const shortSchema = z.enum([...compatibilities, "off"]);
export const shortSlo = z.union([
  z
    .string()
    .regex(new RegExp(`^off$|${percentPattern.source}`), {
      error: "takes a percentage such as 99.5%, `off`, or keys such as `target`",
      abort: true,
    })
    .refine((text) => text === "off" || isTarget(Number.parseFloat(text) / 100), { error: outOfRange }),
  z.number().refine((percentage) => isTarget(percentage / 100), { error: outOfRange }),
]);
export const shortFailures = z.enum([...severities, "off"]);

/** The least may not be above the most. */
function ordered(...pairs: readonly (readonly [string, string])[]) {
  return ({ value, issues }: z.core.ParsePayload<Readonly<Record<string, unknown>>>): void => {
    for (const [min, max] of pairs) {
      const [least, most] = [value[min], value[max]];
      if (typeof least === "number" && typeof most === "number" && least > most) {
        issues.push({
          code: "custom",
          message: `is above \`${max}\``,
          path: [min],
          input: value,
          params: { rival: max },
        });
      }
    }
  };
}
