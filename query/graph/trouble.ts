import { z } from "zod";
import { instant, named } from "../answer-schemas.ts";

/** What is wrong with a dataset, each with since when. */
export const trouble = z.discriminatedUnion("kind", [
  z
    .object({
      kind: z.literal("failing").meta({ description: "the last finished run of a job that writes it has failed" }),
      since: instant.meta({ description: "the first failure after the last success" }),
      job: named,
      runId: z.string(),
      state: z.enum(["FAIL", "ABORT"]),
      endedAt: instant,
      error: z.string().nullable(),
    })
    .readonly(),
  z
    .object({
      kind: z.literal("late").meta({
        description: "not written for longer than 1.5 times the longest of its last 20 gaps between writes",
      }),
      since: instant.meta({ description: "when it was due" }),
      lastWrittenAt: instant,
      longestGapSeconds: z.number(),
    })
    .readonly(),
  z
    .object({
      kind: z.literal("schema_changed").meta({ description: "it has had a new schema recently" }),
      since: instant,
      version: z.number(),
      job: named.nullable().meta({ description: "who said it last" }),
    })
    .readonly(),
  z
    .object({
      kind: z.literal("quality_failed").meta({ description: "the last result of a check is a recent failure" }),
      since: instant,
      assertion: z.string(),
      column: z.string().nullable(),
      name: z.string().nullable(),
      severity: z.string().nullable(),
      expected: z.string().nullable(),
      actual: z.string().nullable(),
    })
    .readonly(),
]);

export type Trouble = z.infer<typeof trouble>;

/** When trouble began, in milliseconds; undefined for none. */
export function beganAt(troubles: readonly Trouble[]): number | undefined {
  return troubles.length === 0 ? undefined : Math.min(...troubles.map(({ since }) => Date.parse(since)));
}
