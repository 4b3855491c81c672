import type { Command } from "commander";
import type { KafkaBridgeOptions } from "./commands/bridge-kafka.ts";
import type { ProgramOptions } from "./program-options.ts";

const kafkaFooter = `
Users, passwords and certificates: TIDEMARK_KAFKA_USER, TIDEMARK_KAFKA_PASSWORD_FILE, TIDEMARK_KAFKA_TLS_CA_FILE and so
on, see docs/configuration.md. Start it as often as there are partitions: the group shares them. For example:
  tidemark bridge kafka --brokers kafka-1:9092,kafka-2:9092 --topic openlineage.events`;

/** `tidemark bridge BROKER`: events that wait in another broker, into the log. */
export function addBridges(program: Command, { env, terminal }: ProgramOptions): void {
  const bridge = program
    .command("bridge")
    .summary("events from another broker into the log: kafka")
    .description("Carries OpenLineage events from another broker into the log, until Ctrl-C.");
  bridge
    .command("kafka")
    .summary("from a topic of Kafka")
    .description(
      "Carries events from a topic that OpenLineage's Kafka transport writes to. What was read is confirmed to Kafka " +
        "after the log has it: nothing is lost when either side, or the bridge, is ended in between.",
    )
    .requiredOption("--brokers <list>", "host:port, several with commas between")
    .requiredOption("--topic <topic>", "as the producers' transport has it (`topic`)")
    .option("--group <group>", "the consumer group, which remembers how far it is", "tidemark")
    .option("--url <url>", "where to: nats://… or http://… (TIDEMARK_NATS_URL, else the collector of TIDEMARK_URL)")
    .option("--json", "log in JSON, and print one line of JSON at the end")
    .addHelpText("after", kafkaFooter)
    .action(async (options: KafkaBridgeOptions) => {
      const { bridgeKafka } = await import("./commands/bridge-kafka.ts");
      await bridgeKafka(env, terminal, options);
    });
}
