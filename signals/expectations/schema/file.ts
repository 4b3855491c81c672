import { z } from "zod";
import { budgetPeriods } from "../values/amounts.ts";
import { calendar } from "./calendars.ts";
import { channel } from "./channels.ts";
import { datasetEntry, defaults, escalation, jobEntry, routes } from "./entry.ts";
import { currency, keys, percent, severity, word } from "./forms.ts";
import { maintenance } from "./maintenance.ts";
import { match } from "./match.ts";
import { names } from "./names.ts";

export const owner = keys({
  description: z.string().max(2000).optional(),
  contact: z
    .string()
    .max(500)
    .meta({ description: "Where people find them, as messages say it.", examples: ["#shop-data"] })
    .optional(),
  channels: routes.meta({ description: "Who is told of what they own, where an entry says nothing else." }).optional(),
  escalation: escalation.optional(),
});

/** What several jobs may cost together. */
export const budget = keys({
  budget: z.number().positive().meta({ description: "What they may cost together, in `currency`, a `per`." }),
  currency: currency.meta({ examples: ["EUR"] }),
  per: z.enum(budgetPeriods).exclude(["run"]).meta({ description: "Period; a month when left out." }).optional(),
  jobs: match.meta({ description: "Whose runs count; all when left out." }).optional(),
  owner: word.meta({ description: "Only what this owner owns." }).optional(),
  warn_at: percent.meta({ description: "Share that is worth a warning.", examples: ["80%"] }).optional(),
  severity: severity.optional(),
  channels: routes.optional(),
});

const name = z
  .string()
  .regex(/^[\w.@-]+$/, { error: "is no name: it takes letters, digits, `_`, `-`, `.` and `@`" })
  .max(100);

/** As events call them too: `team:shop`. */
const ownerName = z
  .string()
  .regex(/^[\w.@:/-]+$/, { error: "is no name: it takes letters, digits, `_`, `-`, `.`, `:`, `/` and `@`" })
  .max(100);

/** A file of expectations. */
export const expectationsFile = keys({
  version: z
    .literal(1, { error: "takes 1, the version of this format" })
    .meta({ description: "Version of this format." }),
  defaults: defaults
    .meta({ description: "What holds where nothing more specific is said, in whatever file." })
    .optional(),
  datasets: z.array(datasetEntry).max(20_000).meta({ description: "What is expected of datasets." }).optional(),
  jobs: z.array(jobEntry).max(20_000).meta({ description: "What is expected of jobs." }).optional(),
  owners: z.record(ownerName, owner).meta({ description: "Owners, and who is told of what they own." }).optional(),
  channels: z.record(name, channel).meta({ description: "Where notifications go." }).optional(),
  calendars: z.record(name, calendar).meta({ description: "Which days are worked." }).optional(),
  budgets: z.record(name, budget).meta({ description: "What several jobs may cost together." }).optional(),
  maintenance: z.array(maintenance).max(1000).meta({ description: "When nothing alerts." }).optional(),
  names: names.meta({ description: "What datasets are called that have several names." }).optional(),
});
