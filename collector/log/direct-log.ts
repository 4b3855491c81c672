import type { DeadLetterWriter } from "../dead-letters/dead-letter-writer.ts";
import { deadLetterRow, refuse } from "../dead-letters/dead-letter-row.ts";
import type { Pipeline } from "../pipeline.ts";
import type { EventSink } from "../reader/event-sink.ts";
import { logHeaders } from "./headers.ts";
import { InFlight } from "./in-flight.ts";
import type { AppendOutcome, EventLog, LogMessage } from "./log.ts";

export interface DirectLogOptions {
  readonly pipeline: Pipeline;
  readonly writer: EventSink;
  readonly deadLetters: Pick<DeadLetterWriter, "write">;
  readonly maxMessageBytes?: number;
  /** Clients give up after 5 s and post again. */
  readonly appendTimeoutMs?: number;
  readonly maxInFlight?: { readonly messages: number; readonly bytes: number };
}

const maxMessageBytes = 64 * 1024 * 1024;
const appendTimeoutMs = 4000;
const maxInFlight = { messages: 4096, bytes: 64 * 1024 * 1024 };

/** The event log without NATS: the store itself. What it confirms is in the tables already. */
export function createDirectLog(options: DirectLogOptions): EventLog {
  const inFlight = new InFlight(options.maxInFlight ?? maxInFlight);
  const largest = options.maxMessageBytes ?? maxMessageBytes;
  let closed = false;
  return {
    kind: "direct",
    maxMessageBytes: largest,
    async append(message): Promise<AppendOutcome> {
      const bytes = message.body.length;
      if (bytes > largest) return { kind: "too_large", bytes };
      if (closed) return { kind: "retry", cause: new Error("the log is closed") };
      if (!inFlight.enter(bytes)) return { kind: "retry", cause: new Error("too many events wait for the store") };
      try {
        await within(options.appendTimeoutMs ?? appendTimeoutMs, store(options, message));
        return { kind: "stored", duplicate: false };
      } catch (error) {
        return { kind: "retry", cause: error instanceof Error ? error : new Error(String(error)) };
      } finally {
        inFlight.leave(bytes);
      }
    },
    async appendDeadLetter(letter) {
      const row = deadLetterRow(refuse(letter, new Date()));
      await within(options.appendTimeoutMs ?? appendTimeoutMs, options.deadLetters.write([row]));
    },
    lag: () => Promise.resolve(inFlight.messages),
    async close() {
      closed = true;
      await inFlight.empty();
    },
  };
}

async function store(options: DirectLogOptions, message: LogMessage): Promise<void> {
  await options.writer.ready();
  const processed = options.pipeline.process({
    body: message.body,
    contentType: message.headers[logHeaders.contentType],
    receivedAt: Date.now() * 1000,
    source: message.headers[logHeaders.source] === "nats" ? "nats" : "http",
    backdate: message.headers[logHeaders.receivedAt],
  });
  const refusedAt = new Date();
  const rows = processed.flatMap((item) => (item.kind === "row" ? [item.row] : []));
  const letters = processed.flatMap((item) =>
    item.kind === "dead" ? [deadLetterRow(refuse(item.letter, refusedAt))] : [],
  );
  await Promise.all([
    rows.length > 0 ? options.writer.write(rows) : undefined,
    letters.length > 0 ? options.deadLetters.write(letters) : undefined,
  ]);
}

/** The work goes on when it takes longer; what it then stores is stored once more at most, which has no effect. */
async function within(timeoutMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("the store did not confirm in time")), timeoutMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
