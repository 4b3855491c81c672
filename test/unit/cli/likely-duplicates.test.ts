import { expect, test } from "vitest";
import { likelyDuplicates } from "#cli/duplicates/likely-duplicates.ts";
import type { Comparable } from "#cli/duplicates/likely-duplicates.ts";

const orders: Comparable = {
  namespace: "postgres://db.internal:5432",
  name: "shop.public.orders",
  fields: ["id", "amount", "at"],
};

/** `score: reasons` of each pair. */
function told(...others: readonly Partial<Comparable>[]): readonly string[] {
  return likelyDuplicates([orders, ...others.map((other) => ({ ...orders, ...other }))]).map(
    ({ score, reasons }) => `${score}: ${reasons.join("; ")}`,
  );
}

test("the same table, as others call it", () => {
  expect(told({ namespace: "postgres://db:5432", fields: [] })).toEqual([
    "0.65: the same name; db.internal and db begin alike",
  ]);
  expect(told({ namespace: "postgres://db.internal" })).toEqual([
    "1: the same name; the same host, another port; 3 of 3 columns in common",
  ]);
  expect(told({ namespace: "airflow", name: "public.orders" })).toEqual([
    "0.8: the same name without shop; 3 of 3 columns in common",
  ]);
  expect(told({ name: "SHOP.PUBLIC.ORDERS", fields: [] })).toEqual([
    "0.6: the same name but for case; the same namespace",
  ]);
  expect(told({ namespace: "spark", name: "orders" })).toEqual([
    "0.6: the same name without shop.public; 3 of 3 columns in common",
  ]);
});

test("the name that says more is shown, whichever comes first", () => {
  const short = { ...orders, namespace: "airflow", name: "public.orders" };
  for (const both of [
    [orders, short],
    [short, orders],
  ]) {
    expect(likelyDuplicates(both)).toMatchObject([{ shown: orders, other: short }]);
  }
});

test("what only ends alike, or has other columns, is not the same", () => {
  expect(told({ name: "shop.archive.orders", fields: [] })).toEqual([]);
  expect(told({ namespace: "postgres://other:5432", fields: ["a", "b", "c"] })).toEqual([]);
  expect(told({ namespace: "mysql://db.internal:3306", fields: [] })).toEqual([]);
  expect(told({ namespace: "spark", name: "orders", fields: [] })).toEqual([]);
  const many = Array.from({ length: 60 }, (_, index) => ({ namespace: `s3://b${index}`, name: "raw/part" }));
  expect(told(...many)).toEqual([]);
});
