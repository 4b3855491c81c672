import * as data from "../datasets.ts";
import { made, same } from "../lineage.ts";
import type { Job } from "../model.ts";
import { egress } from "../prices.ts";

const exported = { stage: "export", schedule: "nightly", integration: "TIDEMARK", checks: [] } as const;

export const exportJobs: readonly Job[] = [
  {
    ...exported,
    name: "export.crm",
    owner: "team:marketing",
    description: "Sends customers' value to the CRM",
    reads: [data.customer360],
    writes: data.crmContacts,
    rows: (v) => Math.round(v.customersChanged * 0.4),
    seconds: 180,
    columns: {
      email: [same(data.customer360, "email")],
      lifetime_value: [same(data.customer360, "lifetime_value_eur")],
    },
    cost: egress,
  },
  {
    ...exported,
    name: "export.bi",
    owner: "team:finance",
    description: "The extract behind the board's dashboard",
    reads: [data.dailyRevenue],
    writes: data.biExtract,
    rows: () => 3,
    seconds: 15,
    columns: { revenue: [same(data.dailyRevenue, "revenue_eur")], orders: [same(data.dailyRevenue, "orders")] },
  },
  {
    ...exported,
    name: "export.finance",
    owner: "team:finance",
    description: "Yesterday's revenue for the ledger, due at 07:00",
    reads: [data.dailyRevenue],
    writes: data.financeFeed,
    rows: () => 2,
    seconds: 12,
    columns: { amount: [made(data.dailyRevenue, "revenue_eur"), made(data.dailyRevenue, "fee_eur")] },
  },
];
