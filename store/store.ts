import type { ClickHouseClient } from "@clickhouse/client";
import type { RowEncoder, TableColumns } from "./columns.ts";

/** The ClickHouse engine in this process, or a ClickHouse server: same client, same SQL. */
export interface Store {
  readonly kind: "embedded" | "server";
  /** For every statement that is not a batch insert. */
  readonly client: ClickHouseClient;
  /** Inserts the encoder's rows as one block; durable (synced to disk) when it resolves. */
  insert<C extends TableColumns>(rows: RowEncoder<C>): Promise<void>;
  close(): Promise<void>;
}
