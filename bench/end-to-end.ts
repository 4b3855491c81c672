import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestCollector } from "#test/support/collector.ts";
import type { LoadLine } from "#test/support/load.ts";
import { startLoad, until } from "#test/support/load.ts";
import { peakResidentBytes } from "#test/support/memory.ts";
import { startNatsServer } from "#test/support/nats-server.ts";

export interface EndToEnd {
  readonly events: number;
  readonly bytes: number;
  /** Events the agent packs into one message; 1 is the format of the other OpenLineage clients. */
  readonly batch: number;
  /** A ClickHouse server; undefined: the embedded engine. */
  readonly clickhouseUrl?: string;
}

export interface EndToEndResult {
  /** From the first `emit` to the last event in the store. */
  readonly eventsPerSecond: number;
  /** Microseconds of one `emit`. */
  readonly emit: Pick<LoadLine, "emitMedian" | "emitP99">;
  /** Processor time of each process, in microseconds an event. */
  readonly processor: Readonly<Record<"agent" | "nats-server" | "collector", number>>;
  /** Peak resident memory of the collector. */
  readonly collectorBytes: number;
}

/** A machine busy with other work takes its time; the figures of processor time hold all the same. */
const mostMs = 600_000;

/** Agent → NATS (each message synced) → collector → store (each insert synced), each a process. */
export async function endToEnd({ events, bytes, batch, clickhouseUrl }: EndToEnd): Promise<EndToEndResult> {
  const directory = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  const nats = await startNatsServer({ syncAlways: true });
  const collector = await startTestCollector({
    dataDirectory: join(directory, "data"),
    env: {
      TIDEMARK_NATS_URL: nats.url,
      TIDEMARK_LOG_LEVEL: "warn",
      ...(clickhouseUrl !== undefined && { TIDEMARK_CLICKHOUSE_URL: clickhouseUrl }),
    },
  });
  try {
    const before = await cpuSeconds(collector.pid);
    const spool = join(directory, "spool");
    const sent = await startLoad({ url: nats.url, spool, to: events, bytes, batch }).ended;
    if (sent.confirmed !== events) throw new Error(`${sent.confirmed} of ${events} events were confirmed`);
    await until(async () => (await collector.stored()) >= events, mostMs);
    const seconds = (Date.now() - sent.startedAt) / 1000;
    const { store } = await collector.status();
    if (store.events !== events) throw new Error(`${store.events} events are stored, ${events} were confirmed`);
    const perEvent = 1e6 / events;
    return {
      eventsPerSecond: events / seconds,
      emit: sent,
      processor: {
        agent: sent.cpuSeconds * perEvent,
        "nats-server": (await cpuSeconds(nats.pid)) * perEvent,
        collector: ((await cpuSeconds(collector.pid)) - before) * perEvent,
      },
      collectorBytes: await peakResidentBytes(collector.pid),
    };
  } finally {
    await collector.close();
    await nats.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** User and system time of all its threads; Linux only. */
async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const clockTicksPerSecond = 100;
  return (Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond;
}
