import type { BridgeNotice } from "#bridges/bridge.ts";
import type { Logger } from "#collector/telemetry/logger.ts";
import { formatCount } from "./numbers.ts";

export interface BridgeTotals {
  readonly stored: number;
  readonly refused: number;
}

export interface BridgeLog {
  readonly notice: (notice: BridgeNotice) => void;
  readonly totals: () => BridgeTotals;
  readonly summary: () => string;
}

/** Of one kind of line. */
const everyMs = 10_000;

/** Tells what a bridge does, and how much it has done; the same thing again at most every 10 s. */
export function createBridgeLog(logger: Logger, destination: string): BridgeLog {
  let [stored, refused] = [0, 0];
  const told = new Map<string, number>();
  const isDue = (line: string): boolean => {
    const due = performance.now() - (told.get(line) ?? -Infinity) >= everyMs;
    if (due) told.set(line, performance.now());
    return due;
  };
  return {
    notice(notice) {
      if (notice.kind === "connected") logger.info(`${notice.source} → ${destination}`);
      else if (notice.kind === "forwarded") {
        stored += notice.stored;
        for (const [reason, count] of notice.refused) {
          refused += count;
          logger.warn({ reason, count }, "refused, and kept as dead letters: see `tidemark dlq list`");
        }
        if (isDue("forwarded")) logger.info({ stored, refused }, "forwarded");
      } else if (notice.kind === "waiting") {
        const what = notice.for === "source" ? "the source cannot be read" : `${destination} does not take them`;
        if (isDue(notice.for)) logger.warn({ cause: notice.cause }, `${what}; trying again`);
      } else
        logger.warn({ cause: notice.cause }, "could not be confirmed to the source: they come again, without effect");
    },
    totals: () => ({ stored, refused }),
    summary: () =>
      `${formatCount(stored)} events forwarded${refused === 0 ? "" : `, ${formatCount(refused)} refused: see \`tidemark dlq list\``}`,
  };
}
