import { fitEvent } from "#agent/contract/fit.ts";
import type { Content } from "./content.ts";
import { ok, reject } from "./outcome.ts";
import type { Verdict } from "./outcome.ts";

/** An event that is too large loses its heavy facets, never its lineage, and says so. */
export function fit(content: Content, maxBytes: number): Verdict<Content> {
  if (content.payload.length <= maxBytes) return ok(content);
  const fitted = fitEvent(content.event, maxBytes);
  if (fitted === undefined) return reject("fit", "too_large", `${content.payload.length} bytes, at most ${maxBytes}`);
  return ok({ event: fitted.event, payload: Buffer.from(fitted.json) });
}
