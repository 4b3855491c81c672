import { describe, expect, test } from "vitest";
import { datasetOfTable } from "#sql/dataset-of-table.ts";
import { dialectNamed, dialectOfNamespace } from "#sql/dialect.ts";

const shop = "postgres://db:5432";
const orders = { namespace: shop, name: "shop.public.orders" };

describe("the dataset of a table", () => {
  const datasetOf = datasetOfTable({
    datasets: [orders, { namespace: "s3://lake", name: "raw/orders" }],
    namespace: "etl",
  });

  test("is the job's own that ends so, whatever the case", () => {
    for (const table of [["orders"], ["PUBLIC", "ORDERS"], ["shop", "public", "orders"]])
      expect(datasetOf(table)).toEqual(orders);
  });

  test("else is where the job's other tables are", () => {
    expect(datasetOf(["customers"])).toEqual({ namespace: shop, name: "shop.public.customers" });
    expect(datasetOf(["audit", "log"])).toEqual({ namespace: shop, name: "shop.audit.log" });
    expect(datasetOf(["other", "public", "x"])).toEqual({ namespace: shop, name: "other.public.x" });
  });

  test("else is as written, in the namespace that is left", () => {
    const alone = datasetOfTable({ datasets: [], namespace: "etl", before: ["shop", "public"] });
    expect(alone(["orders"])).toEqual({ namespace: "etl", name: "shop.public.orders" });
    expect(datasetOfTable({ datasets: [], namespace: "etl" })(["a", "b"])).toEqual({ namespace: "etl", name: "a.b" });
  });

  test("is none of two that end so", () => {
    const two = [orders, { namespace: shop, name: "shop.old.orders" }];
    expect(datasetOfTable({ datasets: two, namespace: "etl" })(["orders"]).name).toBe("shop.old.orders");
    expect(datasetOfTable({ datasets: [...two].toReversed(), namespace: "etl" })(["x"]).name).toBe("shop.old.x");
  });
});

test("a dialect is known by its other names, and by the scheme of a namespace", () => {
  expect(["Postgres", "mssql", "SPARKSQL", "dbase", "constructor"].map(dialectNamed)).toEqual([
    "postgresql",
    "tsql",
    "spark",
    undefined,
    undefined,
  ]);
  expect(["bigquery", "snowflake://org-a", "s3://lake", ""].map(dialectOfNamespace)).toEqual([
    "bigquery",
    "snowflake",
    undefined,
    undefined,
  ]);
});
