import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { JetStreamManager } from "@nats-io/jetstream";
import { headers as createHeaders } from "@nats-io/transport-node";
import { connectNats } from "#collector/log/nats-connection.ts";
import type { NatsLink } from "#collector/log/nats-connection.ts";
import { createNatsLog } from "#collector/log/nats-log.ts";
import type { EventLog } from "#collector/log/log.ts";
import { deadLettersPlan, eventsPlan } from "#collector/log/stream-plan.ts";
import type { StreamPlan } from "#collector/log/stream-plan.ts";
import { ensureStream } from "#collector/log/streams.ts";
import type { EventSink } from "#collector/reader/event-sink.ts";
import { startReader } from "#collector/reader/reader.ts";
import type { ReaderOptions } from "#collector/reader/reader-options.ts";
import type { Reader } from "#collector/reader/reader.ts";
import type { EventRow } from "#store/tables/events.ts";
import { runEvent } from "./events.ts";
import { startNatsServer } from "./nats-server.ts";
import type { TestNatsServer } from "./nats-server.ts";
import { testPipeline } from "./pipeline.ts";

/** The log with its streams on a real nats-server. */
export interface LogHarness {
  readonly server: TestNatsServer;
  readonly link: NatsLink;
  readonly manager: JetStreamManager;
  readonly events: StreamPlan;
  readonly deadLetters: StreamPlan;
  readonly log: EventLog;
  ensure(): Promise<void>;
  /** As upstream's clients publish; resolves when the log has it. */
  publish(
    body: string | Uint8Array,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ readonly duplicate: boolean }>;
  reader(options: Pick<ReaderOptions, "writer"> & Partial<ReaderOptions>): Reader;
  stop(): Promise<void>;
}

export async function startLogHarness(overrides: Partial<StreamPlan> = {}): Promise<LogHarness> {
  const server = await startNatsServer();
  const link = await connectNats({ url: server.url, name: "test" });
  const manager = await jetstreamManager(link.connection);
  const events = { ...eventsPlan, maxBytes: 256 * 1024 * 1024, ackWaitMs: 2000, ...overrides };
  const deadLetters = { ...deadLettersPlan, maxBytes: 64 * 1024 * 1024, ackWaitMs: 2000 };
  const ensure = async () => {
    await ensureStream(manager, events);
    await ensureStream(manager, deadLetters);
  };
  await ensure();
  const log = createNatsLog({ link, manager, events, deadLetters });
  const client = jetstream(link.connection);
  return {
    server,
    link,
    manager,
    events,
    deadLetters,
    log,
    ensure,
    publish(body, given = {}) {
      const headers = createHeaders();
      for (const [name, value] of Object.entries(given)) headers.set(name, value);
      return client.publish(events.subject, body, { headers });
    },
    reader: (options) => startReader({ link, plan: events, ensure, pipeline: testPipeline(), log, ...options }),
    async stop() {
      await link.close();
      await server.stop();
    },
  };
}

/** A store in memory that can be down. */
export class MemorySink implements EventSink {
  readonly rows: EventRow[] = [];
  #up = Promise.withResolvers<void>();
  held = 0;
  mostHeld = 0;

  constructor() {
    this.#up.resolve();
  }

  get eventIds(): ReadonlySet<string> {
    return new Set(this.rows.map((row) => row.event_id));
  }

  goDown(): void {
    this.#up = Promise.withResolvers();
  }

  comeUp(): void {
    this.#up.resolve();
  }

  ready(): Promise<void> {
    return this.#up.promise;
  }

  async write(rows: readonly EventRow[]): Promise<void> {
    this.held += rows.length;
    this.mostHeld = Math.max(this.mostHeld, this.held);
    await this.#up.promise;
    this.held -= rows.length;
    this.rows.push(...rows);
  }
}

/** The JSON of a run event; `number` tells one from another. */
export function testEvent(number: number, padding = 0): string {
  const note = { _producer: "https://example.com/test", _schemaURL: "https://example.com/Note.json" };
  const facets = padding === 0 ? {} : { note: { ...note, text: "x".repeat(padding) } };
  return JSON.stringify(runEvent({ run: { runId: `run-${number}`, facets } }));
}
