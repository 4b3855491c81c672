import { z } from "zod";

/** Pieces of answers. What was not said is null: no empty strings, no zeros. */

/** RFC 3339 in UTC, to the microsecond: `2026-01-31T07:00:00.000000Z`. */
export const instant = z.string().meta({ format: "date-time", examples: ["2026-01-31T07:00:00.000000Z"] });

export const named = z
  .object({
    namespace: z.string().meta({ examples: ["postgres://db.example.com:5432"] }),
    name: z.string().meta({ examples: ["shop.public.orders"] }),
  })
  .readonly();

export const runRef = z.object({ job: named, runId: z.string() }).readonly();

export const owner = z
  .object({ name: z.string(), type: z.string().nullable().meta({ description: "as the producer calls the kind" }) })
  .readonly();

export const tags = z.record(z.string(), z.string()).readonly().meta({ description: "key and value" });

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item).readonly(),
    next: z.string().nullable().meta({ description: "the cursor of the page after; null on the last" }),
  });
}
