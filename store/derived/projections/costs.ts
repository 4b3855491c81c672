import { label, latest, min, time } from "../projection.ts";
import type { Projection } from "../projection.ts";
import { observation } from "./observation.ts";

/** What a run cost, item by item; from our facet `tidemark_cost`. */
export const costs: Projection = {
  name: "costs",
  key: {
    job_namespace: label,
    job_name: "String",
    observed_by: "String",
    observed_at: time,
    item: label,
    currency: label,
    unit: label,
    ordinal: "UInt32",
  },
  states: {
    billed: latest({ amount: "real", has_quantity: "integer", quantity: "real" }, "1"),
    received_at: min("r.received_at", time),
  },
  rows: `
    SELECT
      event_time, received_at, e.job_namespace AS job_namespace, e.job_name AS job_name, ${observation},
      c.item AS item, c.currency AS currency, c.unit AS unit, ordinal,
      c.amount AS amount, c.quantity IS NOT NULL AS has_quantity, ifNull(c.quantity, 0) AS quantity
    FROM {events} AS e
    ARRAY JOIN costs AS c, arrayEnumerateUniq(costs.item, costs.currency, costs.unit) AS ordinal`,
};
