import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startTestCollector } from "#test/support/collector.ts";
import { count, startLoad, until } from "#test/support/load.ts";
import { startNatsServer } from "#test/support/nats-server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const events = 100_000;
const kills = 10;

test("an agent killed ten times loses nothing that emit returned for", { timeout: 600_000 }, async () => {
  const directory = temporaryDirectory();
  const spool = join(directory, "spool");
  const nats = await startNatsServer();
  onTestFinished(() => nats.stop());
  const collector = await startTestCollector({
    dataDirectory: join(directory, "data"),
    env: { TIDEMARK_NATS_URL: nats.url, TIDEMARK_LOG_LEVEL: "error" },
  });
  onTestFinished(() => collector.kill());
  let emitted = 0;
  for (let kill = 1; kill <= kills; kill++) {
    const load = startLoad({ url: nats.url, spool, from: emitted, to: events, batch: 16 });
    await until(() => (load.latest()?.emitted ?? 0) >= (events / (kills + 1)) * kill, 120_000);
    await load.kill();
    // What the killed process had said is with the agent is never emitted again: the spool has to have it.
    emitted = load.latest()?.emitted ?? emitted;
  }
  const last = await startLoad({ url: nats.url, spool, from: emitted, to: events, batch: 16 }).ended;
  expect(last).toMatchObject({ pending: 0, rejected: 0, dropped: 0 });
  await until(async () => (await collector.status()).log.lag === 0, 120_000);
  expect(await count(collector, "SELECT count() FROM tidemark.events FINAL")).toBe(events);
  expect((await readdir(spool, { recursive: true })).filter((name) => name.endsWith(".ndjson"))).toEqual([]);
  await collector.close();
});
