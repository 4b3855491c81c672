import type { Store } from "#store/store.ts";
import { failureOf } from "../ask.ts";
import type { Statement } from "./graph-sql.ts";

/** Asks for rows as RowBinary. Throws `AskFailure` as every question does. */
export type AskBytes = (statement: Statement) => Promise<Buffer>;

/** A whole graph may take longer than the answer to one question. */
const maxExecutionSeconds = 120;
const maxMemoryBytes = 2 * 1024 ** 3;

export function createByteAsking(store: Store): AskBytes {
  return async ({ sql, values }) => {
    try {
      const { stream } = await store.client.exec({
        query: `${sql} FORMAT RowBinary`,
        query_params: { ...values.all },
        clickhouse_settings: { max_execution_time: maxExecutionSeconds, max_memory_usage: String(maxMemoryBytes) },
      });
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      return Buffer.concat(chunks);
    } catch (error) {
      throw failureOf(error);
    }
  };
}
