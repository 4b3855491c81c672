import { afterEach, expect, test } from "vitest";
import { startHttpInterface } from "#store/http-interface/http-interface.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let opened: TestStore;
afterEach(async () => {
  await opened.cleanup();
});

test("closing does not wait for a reader's long query, nor for an answer that nobody reads on", async () => {
  opened = await openTestStore();
  const { store } = opened;
  const http = await startHttpInterface({ store, host: "127.0.0.1", port: 0, authorize: () => true });
  const body = "SELECT count() FROM system.numbers";
  const asked = fetch(`http://127.0.0.1:${http.port}/`, { method: "POST", body });
  const failed = expect(asked).rejects.toThrow();
  await store.client.exec({ query: "SELECT repeat('x', 1000) FROM numbers(1000000) FORMAT JSONEachRow" });
  const running =
    "SELECT toUInt32(count()) AS n FROM system.processes WHERE query LIKE 'SELECT count() FROM system.numbers%'";
  await expect.poll(() => opened.rows(running)).toEqual([{ n: 1 }]);
  const started = performance.now();
  await http.close();
  await store.close();
  expect(performance.now() - started).toBeLessThan(5000);
  await failed;
  await expect(store.client.ping()).resolves.toMatchObject({ success: false });
});

test("a store that was closed can be opened again by the same process", async () => {
  opened = await openTestStore();
  expect(await opened.rows("SELECT 1 AS one")).toEqual([{ one: 1 }]);
});
