import type { Store } from "#store/store.ts";
import { EventWriter } from "./event-writer.ts";
import type { DeadLetter } from "../log/log.ts";
import type { Shutdown } from "../shutdown.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** How long a stop waits for the store to take what is in memory; the log has it too. */
const drainMs = 20_000;

/**
 * Where nothing stands between a sender and the store, the sender waits for the insert: it is then
 * made at once, and what comes meanwhile goes along with the next.
 */
const directLimits = { lingerMs: 20, lingerInserts: 0 };

/** The event writer, measured, and drained at the shutdown. */
export function openWriter(
  store: Store,
  bury: (letter: DeadLetter) => Promise<void>,
  { direct, metrics, logger }: { readonly direct: boolean; readonly metrics: Metrics; readonly logger: Logger },
  shutdown: Shutdown,
): EventWriter {
  let cause = "";
  let told = false;
  const writer = new EventWriter({
    store,
    refuse: bury,
    ...(direct ? { limits: directLimits } : {}),
    hooks: {
      onInsert({ seconds, rows, bytes }) {
        metrics.stored(rows);
        metrics.insert("events", seconds, rows, bytes);
      },
      onFailure(error) {
        cause = error.message;
        metrics.insertFailed("events");
      },
      onRefused: ({ source, reason }) => metrics.rejected(source === "http" ? "http" : "nats", reason),
      onState(state) {
        // Once an outage: it is open again after each attempt that failed.
        if (state === "open" && !told) logger.error({ cause }, "the store takes no events; they wait in the log");
        if (state === "closed") logger.info("the store takes events again");
        told = state !== "closed";
      },
    },
  });
  shutdown.add("event writer", async () => {
    if (!(await writer.drain(drainMs)))
      logger.warn("the store did not take all events in time; the log still has them");
    await writer.close();
  });
  return writer;
}
