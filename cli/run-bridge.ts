import { runBridge } from "#bridges/bridge.ts";
import type { Source } from "#bridges/source.ts";
import { Shutdown } from "#collector/shutdown.ts";
import { createLogger } from "#collector/telemetry/logger.ts";
import type { Logger } from "#collector/telemetry/logger.ts";
import { openBridgeDestination } from "./bridge-destination.ts";
import type { BridgeNats } from "./bridge-destination.ts";
import { createBridgeLog } from "./bridge-log.ts";
import { interruption } from "./interruption.ts";
import type { Terminal } from "./terminal.ts";

export interface BridgeOptions {
  readonly url?: string;
  readonly json?: true;
}

/** What a source may be opened with. */
export interface BridgeMeans {
  /** Undefined where events go to a gateway. */
  readonly nats: BridgeNats | undefined;
  readonly logger: Logger;
  /** Aborted when the bridge is told to stop. */
  readonly signal: AbortSignal;
}

export interface Bridge {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  readonly options: BridgeOptions;
  /** Where dead letters say that they come from: `kafka`. */
  readonly source: string;
  /** Resolves with how the source is opened, each time it is. */
  readonly prepare: (means: BridgeMeans) => Promise<() => Promise<Source>>;
}

/** `tidemark bridge BROKER`: until it is told to stop. */
export async function carryUntilStopped({ env, terminal, options, source, prepare }: Bridge): Promise<void> {
  const logger = createLogger({
    level: "info",
    format: options.json === true ? "json" : "pretty",
    destination: process.stderr,
    colors: process.stderr.isTTY && (env["NO_COLOR"] ?? "") === "",
  });
  const { signal, forget } = interruption();
  const shutdown = new Shutdown((name, error) => logger.error({ err: error }, `${name} did not end well`));
  try {
    const { destination, nats } = await openBridgeDestination({ env, url: options.url, source, logger }, shutdown);
    const log = createBridgeLog(logger, destination.name);
    const open = await prepare({ nats, logger, signal });
    await runBridge({ open, destination, signal, onNotice: log.notice });
    terminal.print(options.json === true ? JSON.stringify(log.totals()) : log.summary());
  } finally {
    forget();
    await shutdown.run();
  }
}
