import { join } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import { expect, onTestFinished, test } from "vitest";
import { connectNats } from "#collector/log/nats-connection.ts";
import { eventsPlan } from "#collector/log/stream-plan.ts";
import { ensureStream } from "#collector/log/streams.ts";
import { startTestCollector } from "#test/support/collector.ts";
import { count, startLoad, until } from "#test/support/load.ts";
import { startNatsServer } from "#test/support/nats-server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const events = 100_000;
const kills = 10;

test("a collector killed ten times stores each confirmed event once", { timeout: 900_000 }, async () => {
  const directory = temporaryDirectory();
  const nats = await startNatsServer();
  onTestFinished(() => nats.stop());
  await makeImpatientConsumer(nats.url);
  const start = () =>
    startTestCollector({
      dataDirectory: join(directory, "data"),
      env: { TIDEMARK_NATS_URL: nats.url, TIDEMARK_LOG_LEVEL: "error" },
    });
  let collector = await start();
  onTestFinished(() => collector.kill());
  const load = startLoad({ url: nats.url, spool: join(directory, "spool"), to: events, batch: 16 });
  onTestFinished(() => load.kill());
  for (let kill = 1; kill <= kills; kill++) {
    // The engine has to be in the middle of its work, not idle: each time a tenth later.
    const target = (events / (kills + 1)) * kill;
    await until(async () => (await stored(collector)) >= target, 300_000);
    await collector.kill();
    collector = await start();
  }
  const { confirmed, pending, rejected, dropped } = await load.ended;
  expect({ confirmed, pending, rejected, dropped }).toEqual({ confirmed: events, pending: 0, rejected: 0, dropped: 0 });
  await until(async () => (await collector.status()).log.lag === 0, 300_000);
  expect(await count(collector, "SELECT count() FROM tidemark.events FINAL")).toBe(events);
  expect(await count(collector, "SELECT uniqExact(run_id, event_type) FROM tidemark.events")).toBe(events);
  expect((await collector.status()).deadLetters.open).toBe(0);
  await collector.close();
});

/** What a killed collector held is given to the next after 3 s, in place of half a minute; which an operator may set up too. */
async function makeImpatientConsumer(url: string): Promise<void> {
  const link = await connectNats({ url, name: "test" });
  await ensureStream(await jetstreamManager(link.connection), { ...eventsPlan, ackWaitMs: 3000 });
  await link.close();
}

function stored(collector: { readonly clickhouseUrl: string }): Promise<number> {
  return count(collector, "SELECT uniq(event_id) FROM tidemark.events");
}
