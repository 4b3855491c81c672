import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { naming } from "#agent/contract/naming.ts";

const shop = { database: "shop", schema: "public", table: "orders" };

test.each([
  [naming.postgres({ host: "db", ...shop }), "postgres://db:5432", "shop.public.orders"],
  [naming.postgres({ host: "[::1]", port: "6432", ...shop }), "postgres://[::1]:6432", "shop.public.orders"],
  [naming.mysql({ host: "db", ...shop }), "mysql://db:3306", "shop.orders"],
  [naming.sqlserver({ host: "db", ...shop }), "mssql://db:1433", "shop.public.orders"],
  [naming.snowflake({ account: "xy1.eu-west-1.aws", ...shop }), "snowflake://xy1.eu-west-1.aws", "shop.public.orders"],
  [naming.s3({ bucket: "lake", key: "/raw/orders/" }), "s3://lake", "raw/orders"],
  [naming.pubsub({ kind: "subscription", project: "acme", id: "o" }), "pubsub", "subscription:acme:o"],
  [naming.redshift({ cluster: "dw", region: "eu", port: 1, ...shop }), "redshift://dw.eu:1", "shop.public.orders"],
])("%j", (dataset, namespace, name) => {
  expect(dataset).toEqual({ namespace, name });
});

test("every function does what its example says", async () => {
  const folder = new URL("../../../agent/contract/naming/", import.meta.url);
  const files = await Promise.all((await readdir(folder)).map((file) => readFile(new URL(file, folder), "utf8")));
  const examples = [...files.join("\n").matchAll(/@example (\w+)\((\{.*\})\) \/\/ (\S+) (\S+)/g)];
  const functions = new Map<string, Function>(Object.entries(naming));
  expect(new Set(examples.map(([, name]) => name))).toEqual(new Set(functions.keys()));
  for (const [, called = "", argument = "", namespace, name] of examples) {
    const at: unknown = JSON.parse(argument.replaceAll(/(\w+): /g, '"$1": '));
    const named: unknown = Reflect.apply(functions.get(called) ?? expect.unreachable, undefined, [at]);
    expect(named).toEqual({ namespace, name });
  }
});

test.each([
  ["an empty part", () => naming.postgres({ host: "db", ...shop, table: " " })],
  ["an empty host", () => naming.postgres({ host: "", ...shop })],
  ["a host with a port", () => naming.postgres({ host: "db:5432", ...shop })],
  ["a URI as host", () => naming.postgres({ host: "postgres://u:secret@db", ...shop })],
  ["credentials in a host", () => naming.kafka({ host: "u:secret@db", topic: "t" })],
  ["a port out of range", () => naming.mysql({ host: "db", port: 70_000, ...shop })],
  ["a port that is no number", () => naming.mysql({ host: "db", port: "secret", ...shop })],
  ["a bucket with a path", () => naming.s3({ bucket: "lake/raw", key: "x" })],
  ["a key of slashes", () => naming.s3({ bucket: "lake", key: "//" })],
])("refuses %s, without repeating it", (_, name) => {
  expect(name).toThrow(TypeError);
  expect(name).not.toThrow(/secret/);
});
