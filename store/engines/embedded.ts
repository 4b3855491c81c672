import { resolve } from "node:path";
import { createClient } from "@clickhouse/client";
import type { RowEncoder, TableColumns } from "../columns.ts";
import type { Store } from "../store.ts";
import { embeddedConnection } from "./embedded-connection.ts";
import { EmbeddedEngine } from "./embedded-engine.ts";
import { defaultEngineLimits } from "./engine-config.ts";
import type { EngineLimits } from "./engine-config.ts";
import { InsertFiles } from "./insert-files.ts";
import { insertFromFile } from "./insert-statement.ts";

export interface EmbeddedStoreOptions extends Partial<EngineLimits> {
  /** Directory of the data; made when missing. One process owns it. */
  readonly path: string;
}

export interface EmbeddedStore extends Store {
  readonly kind: "embedded";
  readonly engine: EmbeddedEngine;
}

/**
 * The ClickHouse engine in this process (chDB). The schema is made by `migrateUp`.
 * After `close`, let the process end by itself: `process.exit` can abort inside the engine.
 *
 * @throws DirectoryInUseError, or an Error that says how to get the optional package.
 */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  const path = resolve(options.path);
  const engine = await EmbeddedEngine.open(path, {
    memoryBytes: options.memoryBytes ?? defaultEngineLimits.memoryBytes,
    markCacheBytes: options.markCacheBytes ?? defaultEngineLimits.markCacheBytes,
  });
  const files = InsertFiles.prepare(path);
  return {
    kind: "embedded",
    engine,
    client: createClient({ connection: embeddedConnection(engine) }),
    async insert<C extends TableColumns>(rows: RowEncoder<C>): Promise<void> {
      if (rows.rows === 0) return;
      await files.with(rows.bytes, async (file) => engine.run(insertFromFile(rows.table, file)));
    },
    async close() {
      await engine.close();
      files.remove();
    },
  };
}
