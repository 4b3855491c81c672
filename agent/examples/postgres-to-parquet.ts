/**
 * ETL: the orders of a day from Postgres into a lake of Parquet files, with what was read and written, and where each column is from.
 *
 *   PGHOST=db PGDATABASE=shop node postgres-to-parquet.ts 2026-01-31 /lake
 */
import { mkdirSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { createAgent, naming } from "@tidemark/agent";
import { parquetWriteFile } from "hyparquet-writer";
import { Client } from "pg";

const [day = new Date().toISOString().slice(0, 10), directory = "."] = process.argv.slice(2);
const lake = resolve(directory, "orders");
const sql = "SELECT id, customer, total::float8 AS total FROM public.orders WHERE placed_on = $1 ORDER BY id";

const agent = createAgent();
await agent.run({ name: "orders.export", sql }, { nominalTime: day }, async (run) => {
  const database = new Client();
  await database.connect();
  const { rows } = await database.query<Order>(sql, [day]);
  await database.end();
  const { host, port, database: name = "" } = database;
  const orders = naming.postgres({ host, port, database: name, schema: "public", table: "orders" });
  const subset = { type: "partition", partitions: [{ dimensions: { day } }] } as const;
  run.input(orders, { rows: rows.length, subset });
  run.expect(orders, { name: "the day has orders", success: rows.length > 0, actual: rows.length });

  run.output(lake, {
    rows: rows.length,
    bytes: write(rows, `${lake}/day=${day}.parquet`),
    subset,
    schema: { id: "INT64", customer: "STRING", total: "DOUBLE" },
    columns: {
      id: [{ dataset: orders, column: "id" }],
      customer: [{ dataset: orders, column: "customer" }],
      total: [{ dataset: orders, column: "total", subtype: "TRANSFORMATION", description: "as float8" }],
    },
  });
});

interface Order {
  readonly id: string;
  readonly customer: string;
  readonly total: number;
}

/** @returns the file's bytes. */
function write(rows: readonly Order[], filename: string): number {
  mkdirSync(lake, { recursive: true });
  const columnData = [
    { name: "id", data: rows.map(({ id }) => BigInt(id)), type: "INT64" as const },
    { name: "customer", data: rows.map(({ customer }) => customer), type: "STRING" as const },
    { name: "total", data: rows.map(({ total }) => total), type: "DOUBLE" as const },
  ];
  parquetWriteFile({ filename, columnData });
  return statSync(filename).size;
}
