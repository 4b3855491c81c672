import { readFileSync } from "node:fs";
import { openKafkaSource } from "#bridges/kafka/kafka-source.ts";
import { parseKafkaAccess } from "#collector/config/kafka-config.ts";
import type { KafkaAccess } from "#collector/config/kafka-config.ts";
import { splitList } from "#collector/config/split-list.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { carryUntilStopped } from "../run-bridge.ts";
import type { BridgeOptions } from "../run-bridge.ts";
import type { Terminal } from "../terminal.ts";

export interface KafkaBridgeOptions extends BridgeOptions {
  readonly brokers: string;
  readonly topic: string;
  readonly group: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `tidemark bridge kafka` */
export async function bridgeKafka(env: Environment, terminal: Terminal, options: KafkaBridgeOptions): Promise<void> {
  const { topic, group } = options;
  const brokers = brokersOf(options.brokers);
  const access = accessOf(env);
  const open = () => openKafkaSource({ ...access, brokers, topic, group });
  await carryUntilStopped({ env, terminal, options, source: "kafka", prepare: async () => open });
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
