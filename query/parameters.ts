import { z } from "zod";
import { decodeCursor, maxCursorLength } from "./cursor.ts";
import type { Cursor } from "./cursor.ts";
import { isPosition } from "./order.ts";
import type { OrderColumn } from "./order.ts";

/**
 * The parameters of a question as they come in an address: text, each checked, with words for what
 * is accepted. What these say is what the OpenAPI document says.
 */

/** A time or a date as people and programs write it, in the years of DateTime64; a date is its first moment in UTC. */
const rfc3339 =
  /^(?:19|2[0-2])\d{2}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:?\d{2}))?$/;

export function time(description: string) {
  const accepts = "takes a time such as 2026-01-31T07:00:00Z, or a date";
  return z
    .string({ error: accepts })
    .refine((value) => rfc3339.test(value) && !Number.isNaN(Date.parse(value)), accepts)
    .transform((value) => new Date(value))
    .meta({ description, examples: ["2026-01-31T07:00:00Z"] });
}

/** Any text, but not none. */
export function text(description: string, example: string, maxLength = 2000) {
  return z
    .string({ error: ({ input }) => (input === undefined ? "is missing: it takes a text" : "takes one text") })
    .min(1, "takes a text that is not empty")
    .max(maxLength, `takes at most ${maxLength} characters`)
    .meta({ description, examples: [example] });
}

export function yesOrNo(description: string) {
  return z
    .enum(["true", "false"], { error: "takes true or false" })
    .transform((value) => value === "true")
    .meta({ description });
}

/** One of several words. */
export function oneOf<const W extends readonly [string, ...string[]]>(words: W, description: string) {
  return z.enum(words, { error: `takes one of ${words.join(", ")}` }).meta({ description });
}

/** Several of several words, with commas between them; capital letters or small. */
export function someOf<const W extends readonly [string, ...string[]]>(words: W, description: string) {
  const word = z.enum(words);
  const accepts = `takes ${words.join(", ")}, or several with commas between`;
  const meant = (said: string): string => words.find((each) => each.toUpperCase() === said.toUpperCase()) ?? said;
  return z
    .string({ error: accepts })
    .transform((value, context) => {
      const parsed = z.array(word).safeParse(value.split(",").map((each) => meant(each.trim())));
      if (parsed.success) return parsed.data;
      context.addIssue({ code: "custom", message: accepts });
      return z.NEVER;
    })
    .meta({ description, examples: [words[0]] });
}

export function integer(description: string, [least, most]: readonly [number, number]) {
  const accepts = `takes a whole number from ${least} to ${most}`;
  return z.coerce.number({ error: accepts }).int(accepts).min(least, accepts).max(most, accepts).meta({ description });
}

export const asOf = time("what was known then: only events received by that time, to the millisecond").optional();

/** `limit` and `cursor` of a list. */
export function pageParameters(list: { readonly name: string; readonly order: readonly OrderColumn[] }) {
  const accepts = "takes the `next` of a page of the same list";
  const cursor = z
    .string({ error: accepts })
    .max(maxCursorLength, accepts)
    .transform((value, context): Cursor => {
      const decoded = decodeCursor(value, list.name, list.order.length);
      if (decoded !== undefined && isPosition(list.order, decoded.position)) return decoded;
      context.addIssue({ code: "custom", message: accepts });
      return z.NEVER;
    })
    .meta({ description: "where the page before ended: its `next`" });
  return {
    limit: integer("at most so many items", [1, 1000]).default(100),
    cursor: cursor.optional(),
  };
}

/** Of what happened at a time. */
export const happened = {
  since: time("happened at or after").optional(),
  until: time("happened before").optional(),
} as const;

/** Of what was there for some time. */
export const seen = {
  since: time("last seen at or after").optional(),
  until: time("first seen before").optional(),
} as const;
