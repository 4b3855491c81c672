import { notNull, rowsMatchSource, unique } from "../checks.ts";
import * as data from "../datasets.ts";
import { decides, made, same } from "../lineage.ts";
import type { Job } from "../model.ts";
import { slots } from "../prices.ts";

const dbt = { stage: "transform", integration: "DBT", owner: "team:analytics", cost: slots } as const;

export const transformJobs: readonly Job[] = [
  {
    ...dbt,
    name: "transform.stg_orders",
    schedule: "hourly",
    description: "Cleans orders: one row an order, in euros",
    sql: "SELECT id AS order_id, customer_id, placed_at, channel, total * rate AS total_eur FROM raw.orders JOIN raw.rates USING (currency) WHERE channel IN ('web', 'app', 'phone')",
    reads: [data.rawOrders],
    writes: data.stgOrders,
    rows: (v) => v.orders,
    seconds: 70,
    columns: {
      order_id: [same(data.rawOrders, "id")],
      customer_id: [same(data.rawOrders, "customer_id")],
      placed_at: [same(data.rawOrders, "placed_at")],
      channel: [same(data.rawOrders, "channel")],
      total_eur: [made(data.rawOrders, "total"), made(data.rawOrders, "currency")],
    },
    checks: [rowsMatchSource, unique("order_id"), notNull("customer_id")],
  },
  {
    ...dbt,
    name: "transform.stg_charges",
    schedule: "hourly",
    description: "Successful charges with their fees",
    sql: "SELECT id AS charge_id, order_id, amount AS amount_eur, fee AS fee_eur FROM raw.charges WHERE status = 'succeeded'",
    reads: [data.rawCharges],
    writes: data.stgCharges,
    rows: (v) => Math.round(v.charges * 0.96),
    seconds: 60,
    columns: {
      charge_id: [same(data.rawCharges, "id")],
      order_id: [same(data.rawCharges, "order_id")],
      amount_eur: [made(data.rawCharges, "amount")],
      fee_eur: [made(data.rawCharges, "fee")],
    },
    checks: [unique("charge_id"), notNull("order_id")],
  },
  {
    ...dbt,
    name: "transform.stg_sessions",
    schedule: "hourly",
    description: "Makes visits of clicks that are less than half an hour apart",
    sql: "SELECT GENERATE_UUID() AS session_id, visitor, MIN(at) AS started_at, COUNT(*) AS pages FROM raw.clickstream GROUP BY visitor, gap",
    reads: [data.rawClicks],
    writes: data.stgSessions,
    rows: (v) => v.sessions,
    seconds: 150,
    columns: { visitor: [same(data.rawClicks, "visitor")], pages: [made(data.rawClicks, "page", "AGGREGATION")] },
    checks: [notNull("visitor")],
  },
  {
    ...dbt,
    name: "transform.stg_customers",
    schedule: "nightly",
    description: "The newest state of each customer",
    reads: [data.rawCustomers],
    writes: data.stgCustomers,
    rows: (v) => v.customersChanged,
    seconds: 45,
    columns: { customer_id: [same(data.rawCustomers, "id")], email: [same(data.rawCustomers, "email")] },
    checks: [unique("customer_id"), notNull("email")],
  },
  {
    ...dbt,
    name: "transform.fct_orders",
    schedule: "hourly",
    description: "Joins orders with what was paid for them",
    sql: "SELECT o.order_id, o.customer_id, o.placed_at, o.channel, c.amount_eur AS revenue_eur, c.fee_eur FROM staging.orders o JOIN staging.charges c USING (order_id)",
    reads: [data.stgOrders, data.stgCharges],
    writes: data.fctOrders,
    rows: (v) => v.orders,
    seconds: 85,
    columns: {
      order_id: [same(data.stgOrders, "order_id"), decides(data.stgCharges, "order_id", "JOIN")],
      customer_id: [same(data.stgOrders, "customer_id")],
      channel: [same(data.stgOrders, "channel")],
      revenue_eur: [same(data.stgCharges, "amount_eur")],
      fee_eur: [same(data.stgCharges, "fee_eur")],
    },
    checks: [unique("order_id")],
  },
];
