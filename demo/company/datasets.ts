import type { DatasetTag } from "#agent/contract/facets/dataset.ts";
import type { Dataset } from "./model.ts";

const shop = "postgres://shop-db.internal:5432";
const lake = "s3://harbour-finch-lake";
const warehouse = "bigquery";

const money = "numeric(12,2)";

function pii(...fields: readonly string[]): readonly DatasetTag[] {
  return fields.map((field) => ({ key: "pii", value: "true", field }));
}

/** The shop's own systems, which the data comes from. */
export const shopOrders: Dataset = {
  namespace: shop,
  name: "shop.public.orders",
  description: "Orders as the web shop and the app write them",
  type: "TABLE",
  owner: "team:shop",
  columns: {
    id: "bigint",
    customer_id: "bigint",
    placed_at: "timestamptz",
    channel: "text",
    total: money,
    currency: "char(3)",
  },
  bytesPerRow: 210,
};

export const shopCustomers: Dataset = {
  namespace: shop,
  name: "shop.public.customers",
  description: "Customer accounts",
  type: "TABLE",
  owner: "team:shop",
  columns: { id: "bigint", email: "text", name: "text", country: "char(2)", created_at: "timestamptz" },
  tags: pii("email", "name"),
  bytesPerRow: 180,
};

export const shopProducts: Dataset = {
  namespace: shop,
  name: "shop.public.products",
  description: "The catalogue",
  type: "TABLE",
  owner: "team:shop",
  columns: { sku: "text", title: "text", category: "text", price: money },
  bytesPerRow: 320,
};

export const charges: Dataset = {
  namespace: "https://api.payments.example",
  name: "/v2/charges",
  description: "Charges at the payment provider",
  type: "API",
  owner: "team:payments",
  columns: { id: "string", order_id: "string", amount: "number", fee: "number", status: "string", created: "string" },
  bytesPerRow: 640,
};

export const clickstream: Dataset = {
  namespace: "kafka://kafka.internal:9092",
  name: "clickstream",
  description: "What visitors do in the shop and the app",
  type: "TOPIC",
  owner: "team:web",
  columns: { visitor: "string", at: "long", page: "string", referrer: "string" },
  bytesPerRow: 150,
};

/** The lake: as it came, one folder an hour. */
export const rawOrders = raw("orders", shopOrders, 95);
export const rawCustomers = raw("customers", shopCustomers, 80);
export const rawProducts = raw("products", shopProducts, 130);
export const rawCharges = raw("charges", charges, 140);
export const rawClicks = raw("clickstream", clickstream, 38);

function raw(name: string, source: Dataset, bytesPerRow: number): Dataset {
  return {
    namespace: lake,
    name: `raw/${name}`,
    description: `${source.description}, as they came`,
    type: "FILE",
    owner: "team:data-platform",
    columns: { ...source.columns, _loaded_at: "timestamp" },
    ...(source.tags && { tags: source.tags }),
    bytesPerRow,
  };
}

function table(
  schema: "staging" | "core" | "mart",
  name: string,
  description: string,
  owner: string,
  columns: Dataset["columns"],
  tags?: readonly DatasetTag[],
): Dataset {
  const fullName = `harbour-finch.${schema}.${name}`;
  return {
    namespace: warehouse,
    name: fullName,
    description,
    type: "TABLE",
    owner,
    columns,
    bytesPerRow: 120,
    ...(tags && { tags }),
  };
}

const analytics = "team:analytics";

export const stgOrders = table("staging", "orders", "Orders, cleaned, one row an order", analytics, {
  order_id: "INT64",
  customer_id: "INT64",
  placed_at: "TIMESTAMP",
  channel: "STRING",
  total_eur: "NUMERIC",
});

export const stgCharges = table("staging", "charges", "Successful charges with their fees", analytics, {
  charge_id: "STRING",
  order_id: "INT64",
  amount_eur: "NUMERIC",
  fee_eur: "NUMERIC",
});

export const stgSessions = table("staging", "sessions", "Visits made from clicks", analytics, {
  session_id: "STRING",
  visitor: "STRING",
  started_at: "TIMESTAMP",
  pages: "INT64",
});

export const stgCustomers = table(
  "staging",
  "customers",
  "Customers, the newest state of each",
  analytics,
  { customer_id: "INT64", email: "STRING", country: "STRING", created_at: "TIMESTAMP" },
  pii("email"),
);

export const fctOrders = table("core", "fct_orders", "Orders with what was paid and what it cost", analytics, {
  order_id: "INT64",
  customer_id: "INT64",
  placed_at: "TIMESTAMP",
  channel: "STRING",
  revenue_eur: "NUMERIC",
  fee_eur: "NUMERIC",
});

export const dailyRevenue = table("mart", "daily_revenue", "Revenue by day and channel", "team:finance", {
  day: "DATE",
  channel: "STRING",
  orders: "INT64",
  revenue_eur: "NUMERIC",
  fee_eur: "NUMERIC",
});

export const customer360 = table(
  "mart",
  "customer_360",
  "What we know of a customer",
  "team:marketing",
  { customer_id: "INT64", email: "STRING", orders: "INT64", lifetime_value_eur: "NUMERIC", last_visit: "TIMESTAMP" },
  pii("email"),
);

/** Where the results go. */
export const crmContacts: Dataset = {
  namespace: "https://crm.example",
  name: "/contacts",
  description: "Contacts in the CRM, with their value",
  type: "API",
  owner: "team:marketing",
  columns: { email: "string", lifetime_value: "number" },
  tags: pii("email"),
  bytesPerRow: 260,
};

export const biExtract: Dataset = {
  namespace: "s3://harbour-finch-exports",
  name: "bi/daily_revenue.parquet",
  description: "The extract behind the board's dashboard",
  type: "FILE",
  owner: "team:finance",
  columns: { day: "date", channel: "string", orders: "int64", revenue: "decimal" },
  bytesPerRow: 40,
};

export const financeFeed: Dataset = {
  namespace: "sftp://ledger.example",
  name: "/inbox/revenue.csv",
  description: "Yesterday's revenue for the ledger, due at 07:00",
  type: "FILE",
  owner: "team:finance",
  columns: { day: "date", account: "string", amount: "decimal" },
  bytesPerRow: 60,
};
