import { createHash } from "node:crypto";
import { timeTextSql } from "../archive/archive-time.ts";
import { RowEncoder } from "../columns.ts";
import type { Store } from "../store.ts";
import { retentionLog } from "../tables/retention-log.ts";
import type { RetentionLogRow } from "../tables/retention-log.ts";
import type { TableClass } from "./retention-policy.ts";

/** One thing that retention has dropped. */
export interface Drop {
  readonly droppedAt: string;
  readonly class: string;
  readonly table: string;
  readonly part: string;
  readonly reason: string;
  /** RFC 3339, UTC: of the rows, by received time. */
  readonly firstAt: string;
  readonly lastAt: string;
  readonly rows: number;
  readonly bytes: number;
  /** The directory of the copy; empty when none was kept. */
  readonly archive: string;
}

/** Writes down a drop, before it is done; twice is once for the same `content`. */
export async function recordDrop(
  store: Store,
  drop: Omit<RetentionLogRow, "drop_id" | "dropped_at" | "class"> & { readonly class: TableClass },
  content: string,
): Promise<void> {
  const digest = createHash("sha256").update(JSON.stringify([drop.table, drop.part, content]));
  const encoder = new RowEncoder(retentionLog);
  encoder.add({ ...drop, drop_id: digest.digest("hex").slice(0, 32), dropped_at: Date.now() * 1000 });
  await store.insert(encoder);
}

/** The newest first. */
export async function listDrops({ client }: Pick<Store, "client">, limit = 1000): Promise<readonly Drop[]> {
  const result = await client.query({
    query: `SELECT ${timeTextSql("dropped_at")} AS droppedAt, class, table, part, reason, ${timeTextSql("first_at")} AS firstAt,
        ${timeTextSql("last_at")} AS lastAt, toFloat64(rows) AS rows, toFloat64(bytes) AS bytes, archive
      FROM tidemark.retention_log FINAL ORDER BY dropped_at DESC, drop_id LIMIT {limit:UInt32}`,
    query_params: { limit },
    format: "JSONEachRow",
  });
  return result.json<Drop>();
}
