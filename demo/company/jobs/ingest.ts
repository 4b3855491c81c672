import * as data from "../datasets.ts";
import type { Cost, Dataset, Job } from "../model.ts";
import { egress } from "../prices.ts";

function ingest(
  job: Pick<Job, "name" | "schedule" | "owner" | "writes" | "rows" | "seconds"> & { from: Dataset; cost?: Cost },
): Job {
  const { from, ...rest } = job;
  const description = `Copies ${from.name} to the lake`;
  return { ...rest, stage: "ingest", integration: "TIDEMARK", description, reads: [from], checks: [] };
}

export const ingestJobs: readonly Job[] = [
  ingest({
    name: "ingest.orders",
    schedule: "hourly",
    owner: "team:data-platform",
    from: data.shopOrders,
    writes: data.rawOrders,
    rows: (v) => v.orders,
    seconds: 95,
  }),
  ingest({
    name: "ingest.charges",
    schedule: "hourly",
    owner: "team:payments",
    from: data.charges,
    writes: data.rawCharges,
    rows: (v) => v.charges,
    seconds: 140,
    cost: egress,
  }),
  ingest({
    name: "ingest.clickstream",
    schedule: "hourly",
    owner: "team:web",
    from: data.clickstream,
    writes: data.rawClicks,
    rows: (v) => v.clicks,
    seconds: 260,
    cost: egress,
  }),
  ingest({
    name: "ingest.customers",
    schedule: "nightly",
    owner: "team:data-platform",
    from: data.shopCustomers,
    writes: data.rawCustomers,
    rows: (v) => v.customersChanged,
    seconds: 80,
  }),
  ingest({
    name: "ingest.products",
    schedule: "nightly",
    owner: "team:data-platform",
    from: data.shopProducts,
    writes: data.rawProducts,
    rows: (v) => v.products,
    seconds: 40,
  }),
];
