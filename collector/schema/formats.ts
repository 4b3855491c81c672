import { z } from "zod";

/**
 * The string formats of the specification, each judged by a cheap regular expression: a URL parser
 * would cost more than all the rest of an event's validation.
 */

/** RFC 3986, as far as it starts with a scheme and a colon. `bigquery`, which Spark sends, is none. */
export const uri = z.string().regex(/^[a-z][a-z\d+.-]*:/i, "not a URI");

/** RFC 3339. */
export const dateTime = z.iso.datetime({ offset: true, error: "not an RFC 3339 date-time" });

/** Any version: the specification asks for a UUID, not for one of a kind. */
export const uuid = z.guid("not a UUID");
