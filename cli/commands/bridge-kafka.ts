import { readFileSync } from "node:fs";
import { openKafkaSource } from "#bridges/kafka/kafka-source.ts";
import { runBridge } from "#bridges/bridge.ts";
import type { Source } from "#bridges/source.ts";
import { parseKafkaAccess } from "#collector/config/kafka-config.ts";
import type { KafkaAccess } from "#collector/config/kafka-config.ts";
import { splitList } from "#collector/config/split-list.ts";
import { Shutdown } from "#collector/shutdown.ts";
import { createLogger } from "#collector/telemetry/logger.ts";
import { openBridgeDestination } from "../bridge-destination.ts";
import { createBridgeLog } from "../bridge-log.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { interruption } from "../interruption.ts";
import type { Terminal } from "../terminal.ts";

export interface KafkaBridgeOptions {
  readonly brokers: string;
  readonly topic: string;
  readonly group: string;
  readonly url?: string;
  readonly json?: true;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `tidemark bridge kafka`: until it is told to stop. */
export async function bridgeKafka(env: Environment, terminal: Terminal, options: KafkaBridgeOptions): Promise<void> {
  const { topic, group } = options;
  const brokers = brokersOf(options.brokers);
  const access = accessOf(env);
  const logger = createLogger({
    level: "info",
    format: options.json === true ? "json" : "pretty",
    destination: process.stderr,
    colors: process.stderr.isTTY && (env["NO_COLOR"] ?? "") === "",
  });
  const { signal, forget } = interruption();
  const shutdown = new Shutdown((name, error) => logger.error({ err: error }, `${name} did not end well`));
  try {
    const destination = await openBridgeDestination({ env, url: options.url, source: "kafka", logger }, shutdown);
    const log = createBridgeLog(logger, destination.name);
    const open = (): Promise<Source> => openKafkaSource({ ...access, brokers, topic, group });
    await runBridge({ open, destination, signal, onNotice: log.notice });
    terminal.print(options.json === true ? JSON.stringify(log.totals()) : log.summary());
  } finally {
    forget();
    await shutdown.run();
  }
}

function brokersOf(list: string): readonly string[] {
  const brokers = splitList(list);
  const wrong = brokers.find((broker) => !/^(?:\[[\da-fA-F:.]+\]|[^\s/:@]+):\d{1,5}$/.test(broker));
  if (brokers.length === 0 || wrong !== undefined)
    throw new Failure(
      `--brokers is host:port, several with commas between${wrong ? `; ${wrong} is not` : ""}`,
      exitCodes.usage,
    );
  return brokers;
}

function accessOf(env: Environment): KafkaAccess {
  const parsed = parseKafkaAccess(env, (path) => readFileSync(path, "utf8"));
  if (parsed.kind === "invalid") throw new Failure(parsed.problems.join("\n"), exitCodes.usage);
  return parsed.access;
}
