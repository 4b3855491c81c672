import { fitEvent } from "../contract/fit.ts";
import { isJsonObject } from "../contract/json.ts";
import type { JsonObject } from "../contract/json.ts";
import type { JobFilter } from "../config/job-filter.ts";
import { envelopeOf } from "../delivery/prepared.ts";
import type { Prepare, Prepared } from "../delivery/prepared.ts";
import { withoutFacets } from "./without-facets.ts";

export interface PrepareOptions {
  readonly redact: <E>(event: E) => E;
  readonly disabledFacets: readonly string[];
  readonly filters: readonly JobFilter[];
  /** Every event is left out. */
  readonly disabled: boolean;
}

/** filter → drop facets that are switched off → redact → serialise once → fit. */
export function createPrepare(options: PrepareOptions): Prepare {
  const strip = withoutFacets(options.disabledFacets);
  return (event, maxBytes) => {
    if (options.disabled) return { kind: "filtered" };
    if (!isJsonObject(event)) return { kind: "refused", reason: "invalid", detail: "it is not an object" };
    try {
      if (isFiltered(event, options.filters)) return { kind: "filtered" };
      return fitted(options.redact(strip(event)), maxBytes);
    } catch (error) {
      return { kind: "refused", reason: "invalid", detail: `it is no JSON: ${String(error)}` };
    }
  };
}

function fitted(event: JsonObject, maxBytes: number): Prepared {
  const fit = fitEvent(event, maxBytes);
  if (fit === undefined) {
    return {
      kind: "refused",
      reason: "too_large",
      detail: `it does not fit into ${maxBytes} bytes even without its facets`,
    };
  }
  const payload = fit.json;
  return {
    kind: "ready",
    outgoing: { payload, bytes: Buffer.byteLength(payload), envelope: envelopeOf(event) },
    truncated: fit.truncated.length > 0,
  };
}

function isFiltered(event: JsonObject, filters: readonly JobFilter[]): boolean {
  if (filters.length === 0) return false;
  const { job } = event;
  const name = isJsonObject(job) ? job["name"] : undefined;
  return typeof name === "string" && filters.some((filter) => filter(name));
}
