import { z } from "zod";
import { uri } from "./formats.ts";

/** What every facet has. Unknown facets are held to this alone. */
export const facet = z.object({ _producer: uri, _schemaURL: uri });

/** A facet of a job or dataset may be a tombstone: see `isTombstone`. */
export const deletableFacet = facet.extend({ _deleted: z.boolean().optional() });

/** `_deleted: true` says that the facet ends here; the rest of it means nothing. */
export function isTombstone(value: unknown): boolean {
  return typeof value === "object" && value !== null && "_deleted" in value && value._deleted === true;
}

export const truncated = facet.extend({ facets: z.array(z.string()), originalBytes: z.int() });

export const owners = z.array(z.object({ name: z.string(), type: z.string().optional() })).optional();

export const documentation = { description: z.string(), contentType: z.string().optional() };

export const tag = z.object({ key: z.string(), value: z.string(), source: z.string().optional() });
