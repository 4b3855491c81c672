import { fresh, notNull, unique } from "../checks.ts";
import * as data from "../datasets.ts";
import { made, same } from "../lineage.ts";
import type { Job } from "../model.ts";
import { slots } from "../prices.ts";

export const martJobs: readonly Job[] = [
  {
    name: "mart.daily_revenue",
    stage: "mart",
    schedule: "nightly",
    integration: "DBT",
    owner: "team:finance",
    description: "Revenue by day and channel",
    sql: "SELECT DATE(placed_at) AS day, channel, COUNT(*) AS orders, SUM(revenue_eur) AS revenue_eur, SUM(fee_eur) AS fee_eur FROM core.fct_orders GROUP BY day, channel",
    reads: [data.fctOrders],
    writes: data.dailyRevenue,
    rows: () => 3,
    seconds: 55,
    columns: {
      channel: [same(data.fctOrders, "channel")],
      orders: [made(data.fctOrders, "order_id", "AGGREGATION")],
      revenue_eur: [made(data.fctOrders, "revenue_eur", "AGGREGATION")],
      fee_eur: [made(data.fctOrders, "fee_eur", "AGGREGATION")],
    },
    checks: [notNull("revenue_eur"), fresh("2 h")],
    cost: { ...slots, quantityPerMillionRows: 60_000 },
  },
  {
    name: "mart.customer_360",
    stage: "mart",
    schedule: "nightly",
    integration: "DBT",
    owner: "team:marketing",
    description: "What we know of each customer",
    reads: [data.stgCustomers, data.fctOrders, data.stgSessions],
    writes: data.customer360,
    rows: (v) => Math.round(v.customersChanged * 2.6),
    seconds: 240,
    columns: {
      customer_id: [same(data.stgCustomers, "customer_id")],
      email: [same(data.stgCustomers, "email")],
      lifetime_value_eur: [made(data.fctOrders, "revenue_eur", "AGGREGATION")],
      last_visit: [made(data.stgSessions, "started_at", "AGGREGATION")],
    },
    checks: [unique("customer_id"), fresh("2 h")],
    cost: slots,
  },
];
