import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startTestCollector } from "#test/support/collector.ts";
import { count, startLoad, until } from "#test/support/load.ts";
import { startNatsServer } from "#test/support/nats-server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const events = 100_000;
const kills = 10;

test("a nats-server killed ten times loses no confirmed event", { timeout: 900_000 }, async () => {
  const directory = temporaryDirectory();
  const nats = await startNatsServer({ syncAlways: true });
  onTestFinished(() => nats.stop());
  const collector = await startTestCollector({
    dataDirectory: join(directory, "data"),
    env: { TIDEMARK_NATS_URL: nats.url, TIDEMARK_LOG_LEVEL: "fatal" },
  });
  onTestFinished(() => collector.kill());
  const load = startLoad({ url: nats.url, spool: join(directory, "spool"), to: events, batch: 16 });
  onTestFinished(() => load.kill());
  for (let kill = 1; kill <= kills; kill++) {
    await until(() => (load.latest()?.emitted ?? 0) >= (events / (kills + 1)) * kill, 300_000);
    await nats.kill();
    await nats.restart();
  }
  const { confirmed, pending, rejected, dropped } = await load.ended;
  expect({ confirmed, pending, rejected, dropped }).toEqual({ confirmed: events, pending: 0, rejected: 0, dropped: 0 });
  await until(async () => (await collector.status()).log.lag === 0, 300_000);
  expect(await count(collector, "SELECT count() FROM tidemark.events FINAL")).toBe(events);
  await collector.close();
});
