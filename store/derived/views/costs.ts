import { reader } from "../projection.ts";
import { costs as projection } from "../projections/costs.ts";
import { instant, label } from "./view.ts";
import type { View } from "./view.ts";
import { runOfObservation } from "./observation.ts";

const { said, saidAt } = reader(projection);

export const costs: View = {
  name: "costs",
  about: "What a run was billed for (facet `tidemark_cost`).",
  columns: {
    job_namespace: [label, "of the run's job"],
    job_name: ["String", "of the run's job"],
    run_id: ["String", "the run"],
    item: [label, "what was billed: `warehouse`, `storage` …"],
    currency: [label, "ISO 4217"],
    unit: [label, "of the quantity"],
    amount: ["Float64", "of money"],
    quantity: ["Nullable(Float64)", "of what was billed"],
    event_time: [instant, "of the event that says so"],
    received_at: [instant, "when it was first heard of"],
  },
  sql: (from) => `
    SELECT
      job_namespace, job_name, ${runOfObservation} AS run_id, item, currency, unit,
      ${said("billed", "amount")} AS amount,
      if(${said("billed", "has_quantity")} = 1, ${said("billed", "quantity")}, NULL) AS quantity,
      ${saidAt("billed")} AS event_time, received_at
    FROM ${from.projection(projection)}`,
};
