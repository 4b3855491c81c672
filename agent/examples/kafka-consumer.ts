/**
 * A consumer of Kafka: one run for as long as it lives, of processing type STREAMING. A heartbeat every minute tells
 * how far it is; without an end it is healthy.
 */
import { appendFile } from "node:fs/promises";
import { resolve } from "node:path";
import { createAgent, naming } from "@tidemark/agent";
import { Consumer } from "@platformatic/kafka";

const [host = "localhost", port = "9092"] = (process.env["KAFKA_BROKER"] ?? "").split(":");
const topic = naming.kafka({ host, port, topic: "orders" });
const file = resolve(process.env["DATA"] ?? ".", "orders.ndjson");

const agent = createAgent();
const consumer = new Consumer({
  groupId: "orders-archive",
  clientId: "archive",
  bootstrapBrokers: [`${host}:${port}`],
});
const orders = await consumer.consume({ topics: ["orders"], mode: "committed", fallbackMode: "earliest" });
process.once("SIGTERM", () => void orders.close());

await agent.run({ name: "orders.archive", jobType: { processingType: "STREAMING" } }, async (run) => {
  run.input(topic);
  run.output(file);
  let rows = 0;
  for await (const message of orders) {
    await appendFile(file, `${message.value.toString()}\n`);
    await message.commit();
    rows++;
    run.input(topic, { rows });
    run.output(file, { rows });
  }
});
await consumer.close();
