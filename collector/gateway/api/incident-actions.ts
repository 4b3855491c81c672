import { z } from "zod";
import { incidentItem } from "#query/lists/incidents.ts";
import type { DocumentedRoute } from "./documented.ts";

const by = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .meta({ description: "who does it; the name of the API key when left out" });
const until = z.iso.datetime({ offset: true }).meta({ description: "at most 90 days from now; now ends a snooze" });
const reason = z.string().max(1000).default("");

export const acknowledgeBody = z.strictObject({ by });
export const snoozeBody = z.strictObject({ until, reason, by });
export const subjectSnoozeBody = z
  .strictObject({
    dataset: z.string().min(1).max(4000).optional().meta({ description: "namespace/name, or its name alone" }),
    job: z.string().min(1).max(4000).optional().meta({ description: "likewise" }),
    until,
    reason,
    by,
  })
  .refine(({ dataset, job }) => (dataset === undefined) !== (job === undefined), "say which: dataset or job");

const snoozeAnswer = z.object({
  subject: z.object({ kind: z.enum(["dataset", "job"]), namespace: z.string(), name: z.string() }).readonly(),
  until: z.string().meta({ format: "date-time" }),
});

const evaluateAnswer = z.object({
  evaluatedAt: z.string().meta({ format: "date-time" }).nullable(),
  telling: z.enum(["on", "off", "standby"]).meta({
    description: "`standby`: another collector judges; it was not asked, and judges by itself once in its period",
  }),
});

const incident = z.object({ id: z.string().meta({ description: "of the incident", examples: ["yqe0v9zxaebb"] }) });
const storeErrors = ["store_unavailable", "overloaded"] as const;

/** What people do about incidents, for the OpenAPI document. The watcher takes it up with its next evaluation. */
export const incidentActions: readonly DocumentedRoute[] = [
  {
    id: "acknowledgeIncident",
    method: "post",
    path: "/api/v1/incidents/{id}/acknowledge",
    summary: "Somebody sees to it: nobody else is called",
    parameters: incident,
    body: acknowledgeBody,
    status: 200,
    answerName: "Incident",
    answer: incidentItem,
    errors: ["invalid_parameter", "unknown_name", ...storeErrors],
  },
  {
    id: "snoozeIncident",
    method: "post",
    path: "/api/v1/incidents/{id}/snooze",
    summary: "Nobody is told of it until then; afterwards there is a reminder, if it lasts",
    parameters: incident,
    body: snoozeBody,
    status: 200,
    answerName: "Incident",
    answer: incidentItem,
    errors: ["invalid_parameter", "unknown_name", ...storeErrors],
  },
  {
    id: "snooze",
    method: "post",
    path: "/api/v1/snoozes",
    summary: "Nobody is told of incidents of a dataset or job until then",
    body: subjectSnoozeBody,
    status: 200,
    answerName: "Snooze",
    answer: snoozeAnswer,
    errors: ["invalid_parameter", "unknown_name", "ambiguous_name", ...storeErrors],
  },
  {
    id: "evaluate",
    method: "post",
    path: "/api/v1/evaluate",
    summary: "Judges now what is stored, instead of within the period",
    status: 200,
    answerName: "Evaluated",
    answer: evaluateAnswer,
    errors: ["not_judging", "store_unavailable"],
  },
];
