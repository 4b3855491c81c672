import { z } from "zod";
import { duration, falseAlerts, importances, keys, severity, timeZone, word } from "./forms.ts";
import { match } from "./match.ts";
import {
  cost,
  durations,
  failures,
  quality,
  schema,
  shortCost,
  shortDuration,
  shortFailures,
  shortLearned,
  shortQuality,
  shortSchema,
  shortSlo,
  slo,
  volume,
} from "./sections.ts";
import { shortTimeliness, timeliness } from "./timeliness.ts";

const channelNames = z.union([word.transform((name) => [name]), z.array(word).max(50)]);

/** Channels for all severities, or from a severity up: `{warning: slack, critical: pager}`. */
export const routes = z
  .union([
    channelNames,
    keys({
      info: channelNames.optional(),
      warning: channelNames.optional(),
      error: channelNames.optional(),
      critical: channelNames.optional(),
    }),
  ])
  .meta({ id: "RouteKeys" });

export const escalation = z
  .array(
    keys({
      after: duration.meta({ description: "After so long without anybody's acknowledgement.", examples: ["30m"] }),
      channels: channelNames,
    }),
  )
  .max(10);

const commonShape = {
  enabled: z
    .boolean()
    .meta({ description: "`false`: nothing is expected of it, nothing is learned, no alert." })
    .optional(),
  description: z.string().max(2000).meta({ description: "For people." }).optional(),
  owner: word.meta({ description: "Who answers for it; of `owners`, or any name." }).optional(),
  severity: severity.meta({ description: "What a breach weighs." }).optional(),
  importance: z
    .enum(importances)
    .meta({ description: "How much depends on it: weighs in the blast radius of others." })
    .optional(),
  runbook: z.string().min(1).max(2000).meta({ description: "Where it says what to do: a URL." }).optional(),
  channels: routes
    .meta({
      description: "Who is told: channels by name, for all severities or from a severity up.",
      examples: [["data-slack"], { warning: "data-slack", critical: "on-call" }],
    })
    .optional(),
  escalation: escalation.meta({ description: "Who is told next when nobody acknowledges." }).optional(),
  timezone: timeZone.meta({ description: "Zone of times and days.", examples: ["Europe/Berlin"] }).optional(),
  calendar: word.meta({ description: "Calendar that tells business days, of `calendars`." }).optional(),
  false_alerts: falseAlerts
    .meta({ description: "How often a learned band may be wrong about this thing.", examples: ["1 per 90d"] })
    .optional(),
} as const;

const timely = "when new data must be there";

/** The keys of a dataset's entry; those of a section, or its short form. */
export const datasetShape = {
  ...commonShape,
  freshness: z
    .union([shortTimeliness, timeliness])
    .meta({ description: `Freshness: ${timely}.` })
    .optional(),
  volume: z.union([shortLearned, volume]).meta({ description: "How much each write brings." }).optional(),
  quality: z.union([shortQuality, quality]).meta({ description: "What failed checks weigh." }).optional(),
  schema: z.union([shortSchema, schema]).meta({ description: "How the schema may change." }).optional(),
  cost: z.union([shortCost, cost]).meta({ description: "What the runs that write it may cost." }).optional(),
  slo: z.union([shortSlo, slo]).meta({ description: "Service level objective over its deadlines." }).optional(),
} as const;

/** The keys of a job's entry. */
export const jobShape = {
  ...commonShape,
  completion: z
    .union([shortTimeliness, timeliness])
    .meta({ description: "By when a run must have completed." })
    .optional(),
  duration: z.union([shortDuration, durations]).meta({ description: "How long a run may take." }).optional(),
  failures: z
    .union([shortFailures, failures])
    .meta({ description: "Which failures and retries are a breach." })
    .optional(),
  cost: z.union([shortCost, cost]).meta({ description: "What its runs may cost." }).optional(),
  slo: z.union([shortSlo, slo]).meta({ description: "Service level objective over its deadlines." }).optional(),
} as const;

const theMatch = match.meta({
  description: "What it is about: a pattern, a match by namespace, name, tags and type, or several.",
});

/** In the order in which they are told. */
export const entryKeys: readonly string[] = [...new Set([...Object.keys(datasetShape), ...Object.keys(jobShape)])];

export const datasetEntry = keys({ match: theMatch, ...datasetShape });
export const jobEntry = keys({ match: theMatch, ...jobShape });

/** Whatever may be said of a dataset or a job, where it is not known which. */
const { description: _description, ...defaultsShape } = { ...datasetShape, ...jobShape };
export const defaults = keys(defaultsShape);

/** What an event says of a dataset or a job. */
export const datasetExpectations = keys(datasetShape);
export const jobExpectations = keys(jobShape);
