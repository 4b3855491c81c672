import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { jetstream } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventIdentity, messageId } from "#agent/contract/identity.ts";
import { startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { tidemark } from "#test/support/command.ts";
import { corpusEvents, hasCorpus } from "#test/support/corpus.ts";
import { count, until } from "#test/support/load.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

/** The same events by HTTP, by NATS as the other OpenLineage clients publish them, and by `tidemark emit`. */

const golden = join(import.meta.dirname, "../golden/v1");

function goldenEvents(): readonly string[] {
  return (
    readdirSync(golden)
      // An event without a job's namespace has an identity, and no place in the store.
      .filter((name) => name !== "manifest.json" && name !== "run-unknown-facets.json")
      .map((name) => JSON.stringify(JSON.parse(readFileSync(join(golden, name), "utf8"))))
  );
}

let collector: TestCollector;
beforeAll(async () => {
  collector = await startTestCollector();
});
afterAll(async () => {
  await collector.close();
});

test("golden events come in by every way and are stored once", async () => {
  await expectStoredOnce(goldenEvents());
});

test.skipIf(!hasCorpus)("captured events come in by every way and are stored once", async () => {
  await expectStoredOnce(corpusEvents().map(({ text }) => text));
});

async function expectStoredOnce(events: readonly string[]): Promise<void> {
  const expected = (await distinct()) + new Set(events.map((text) => eventIdentity(JSON.parse(text)))).size;
  await byHttp(events);
  await byNats(events);
  await byEmit(events);
  await byHttp(events);
  await until(async () => (await collector.status()).log.lag === 0, 20_000);
  expect(await distinct()).toBe(expected);
  expect(await count(collector, "SELECT count() FROM tidemark.events FINAL")).toBe(expected);
  expect((await collector.status()).deadLetters.open).toBe(0);
}

function distinct(): Promise<number> {
  return count(collector, "SELECT uniqExact(event_id) FROM tidemark.events");
}

async function byHttp(events: readonly string[]): Promise<void> {
  for (const body of events) {
    const answer = await fetch(`${collector.url}/api/v1/lineage`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect(answer.status).toBe(201);
  }
}

async function byNats(events: readonly string[]): Promise<void> {
  const connection = await connect({ servers: collector.natsUrl ?? "" });
  const client = jetstream(connection);
  for (const body of events) {
    await client.publish("openlineage.events", body, { msgID: messageId(JSON.parse(body), body) });
  }
  await connection.close();
}

async function byEmit(events: readonly string[]): Promise<void> {
  const spool = temporaryDirectory();
  const sent = await tidemark(
    ["emit", "--json", "-"],
    { OPENLINEAGE_URL: collector.url, TIDEMARK_SPOOL: spool },
    events.join("\n"),
  );
  expect(sent.stderr).toBe("");
  expect(sent.code).toBe(0);
}
