import type { Command } from "commander";
import type { KafkaBridgeOptions } from "./commands/bridge-kafka.ts";
import type { KinesisBridgeOptions } from "./commands/bridge-kinesis.ts";
import type { PubsubBridgeOptions } from "./commands/bridge-pubsub.ts";
import type { ProgramOptions } from "./program-options.ts";

const kafkaFooter = `
Users, passwords and certificates: TIDEMARK_KAFKA_USER, TIDEMARK_KAFKA_PASSWORD_FILE, TIDEMARK_KAFKA_TLS_CA_FILE and so
on, see docs/configuration.md. Start it as often as there are partitions: the group shares them. For example:
  tidemark bridge kafka --brokers kafka-1:9092,kafka-2:9092 --topic openlineage.events`;

const kinesisFooter = `
Credentials are found as AWS's tools find them: AWS_PROFILE, AWS_ACCESS_KEY_ID and so on, ~/.aws, the machine's role. They
need kinesis:DescribeStreamSummary, ListShards, GetShardIterator and GetRecords. How far it is is kept in NATS, beside
the log. One bridge reads a stream; others that are started wait to take over. For example:
  tidemark bridge kinesis --stream openlineage --url nats://nats:4222`;

const pubsubFooter = `
Credentials are found as Google's tools find them: GOOGLE_APPLICATION_CREDENTIALS, gcloud, the machine's account. They
need roles/pubsub.subscriber. Start it as often as you like: bridges of one subscription share it. For example:
  tidemark bridge pubsub --subscription projects/shop/subscriptions/tidemark`;

const urlMeaning = "where to: nats://… or http://… (TIDEMARK_NATS_URL, else the collector of TIDEMARK_URL)";

/** `tidemark bridge BROKER`: events that wait in another broker, into the log. */
export function addBridges(program: Command, options: ProgramOptions): void {
  const bridge = program
    .command("bridge")
    .summary("events from another broker into the log: kafka, kinesis, pubsub")
    .description("Carries OpenLineage events from another broker into the log, until Ctrl-C.");
  addKafka(bridge, options);
  addKinesis(bridge, options);
  addPubsub(bridge, options);
}

function addKafka(bridge: Command, { env, terminal }: ProgramOptions): void {
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
    .option("--url <url>", urlMeaning)
    .option("--json", "log in JSON, and print one line of JSON at the end")
    .addHelpText("after", kafkaFooter)
    .action(async (options: KafkaBridgeOptions) => {
      const { bridgeKafka } = await import("./commands/bridge-kafka.ts");
      await bridgeKafka(env, terminal, options);
    });
}

function addKinesis(bridge: Command, { env, terminal }: ProgramOptions): void {
  bridge
    .command("kinesis")
    .summary("from a stream of Amazon Kinesis")
    .description(
      "Carries events from a stream that OpenLineage's Kinesis transport writes to, all shards of it, before and after " +
        "they are split or merged. How far it is is noted after the log has the events: nothing is lost.",
    )
    .requiredOption("--stream <stream>", "as the producers' transport has it (`streamName`)")
    .option("--group <group>", "under which is remembered how far it is", "tidemark")
    .option("--region <region>", "of the stream (AWS_REGION, else that of AWS's configuration)")
    .option("--url <url>", "where to: nats://… (TIDEMARK_NATS_URL)")
    .option("--json", "log in JSON, and print one line of JSON at the end")
    .addHelpText("after", kinesisFooter)
    .action(async (options: KinesisBridgeOptions) => {
      const { bridgeKinesis } = await import("./commands/bridge-kinesis.ts");
      await bridgeKinesis(env, terminal, options);
    });
}

function addPubsub(bridge: Command, { env, terminal }: ProgramOptions): void {
  bridge
    .command("pubsub")
    .summary("from a subscription of Google Cloud Pub/Sub")
    .description(
      "Carries events from a subscription to a topic whose messages are OpenLineage events. A message is confirmed to " +
        "Pub/Sub after the log has it, and its lease is renewed until then: nothing is lost.",
    )
    .requiredOption("--subscription <subscription>", "its name, or projects/PROJECT/subscriptions/NAME")
    .option("--project <project>", "of the subscription (GOOGLE_CLOUD_PROJECT, else that of the credentials)")
    .option("--url <url>", urlMeaning)
    .option("--json", "log in JSON, and print one line of JSON at the end")
    .addHelpText("after", pubsubFooter)
    .action(async (options: PubsubBridgeOptions) => {
      const { bridgePubsub } = await import("./commands/bridge-pubsub.ts");
      await bridgePubsub(env, terminal, options);
    });
}
