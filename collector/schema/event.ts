import type { EventKind } from "#agent/contract/event.ts";
import { z } from "zod";
import { dateTime, uri, uuid } from "./formats.ts";

const base = z.object({ eventTime: dateTime, producer: uri, schemaURL: uri });

/** Judged one by one: see `facet-judges.ts`. */
const facets = z.object({}).optional();

const job = z.object({ namespace: z.string(), name: z.string(), facets });
const dataset = z.object({ namespace: z.string(), name: z.string(), facets });

const lineage = {
  job,
  inputs: z.array(dataset.extend({ inputFacets: facets })).optional(),
  outputs: z.array(dataset.extend({ outputFacets: facets })).optional(),
};

/**
 * The events as the specification wants them, 2-0-2, but for their facets. They only judge: an event
 * that breaks them is kept, with what it breaks recorded (`violations.ts`). What is required is in
 * `identity.ts`.
 */
export const eventSchemas = {
  run: base.extend({
    eventType: z.enum(["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]).optional(),
    run: z.object({ runId: uuid, facets }),
    ...lineage,
  }),
  job: base.extend(lineage),
  dataset: base.extend({ dataset }),
} as const satisfies Record<EventKind, z.ZodType>;
