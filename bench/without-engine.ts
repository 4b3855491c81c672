import { startClickHouseServer } from "#test/support/clickhouse-server.ts";
import { openTestStore } from "#test/support/store.ts";
import { endToEnd } from "./end-to-end.ts";
import type { EndToEnd } from "./end-to-end.ts";

/** The collector's peak memory in bytes when the engine is not in its process: this one plays the ClickHouse server. */
export async function collectorBytesWithoutEngine(load: EndToEnd): Promise<number> {
  const test = await openTestStore();
  const server = await startClickHouseServer(test.store.engine);
  try {
    return (await endToEnd({ ...load, clickhouseUrl: server.url })).collectorBytes;
  } finally {
    await server.close();
    await test.cleanup();
  }
}
