import { join } from "node:path";
import type { Store } from "#store/store.ts";
import type { Config } from "../config/config.ts";
import type { Logger } from "../telemetry/logger.ts";
import { ExportedRuns } from "./exported-runs.ts";
import { startTraceExport } from "./trace-export.ts";

/** Does nothing where no receiver is configured. */
export async function openTraceExport(
  { tracesUrl, dataDirectory }: Pick<Config, "tracesUrl" | "dataDirectory">,
  store: Store,
  logger: Logger,
): Promise<{ readonly close: () => Promise<void> }> {
  if (tracesUrl === undefined) return { close: async () => undefined };
  const exported = new ExportedRuns(join(dataDirectory, "exported-traces.json"), BigInt(Date.now()) * 1000n);
  return startTraceExport({ store, exported, url: tracesUrl, logger });
}
