import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "#demo/platform/ports.ts";
import { startServer } from "../harness/server-process.ts";
import type { ServerProcess } from "../harness/server-process.ts";
import type { Workplace } from "../harness/workplace.ts";

/** A broker of Apache Kafka (KRaft) in the workplace's directory. */
export interface Broker {
  /** Without user and TLS. */
  readonly address: string;
  /** By TLS, with the user `bridge` and the password `secret` by SCRAM-SHA-256; the certificate is `cert.pem`. */
  readonly secured: string;
  /** SIGKILL, then the same again with what it had on disk. */
  readonly killAndRestart: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startBroker({ cache, directory, program }: Workplace): Promise<Broker> {
  const [plain, secured, controller] = await threePorts();
  const classpath = await readFile(join(cache, "classpath"), "utf8");
  const request = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 30 -subj /CN=localhost";
  await program("openssl", [...request.split(" "), "-addext", "subjectAltName=IP:127.0.0.1"]);
  const pem = await Promise.all(["key.pem", "cert.pem"].map((file) => readFile(join(directory, file), "utf8")));
  await writeFile(join(directory, "broker.pem"), pem.join(""));
  await writeFile(join(directory, "server.properties"), properties(directory, plain, secured, controller));
  const java = ["-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", classpath];
  const user = "SCRAM-SHA-256=[name=bridge,password=secret]";
  const format = ["format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c", "server.properties", "--add-scram", user];
  await program("java", [...java, "kafka.tools.StorageTool", ...format]);

  const start = (): Promise<ServerProcess> =>
    startServer("java", [...java, "kafka.Kafka", "server.properties"], { directory, port: plain });
  let running = await start();
  return {
    address: `127.0.0.1:${plain}`,
    secured: `127.0.0.1:${secured}`,
    async killAndRestart() {
      await running.kill();
      running = await start();
    },
    close: () => running.kill(),
  };
}

async function threePorts(): Promise<readonly [number, number, number]> {
  const [first, second, third] = await Promise.all([freePort(9092), freePort(9093), freePort(9094)]);
  return [first.port, second.port, third.port];
}

function properties(directory: string, plain: number, secured: number, controller: number): string {
  const listeners = `PLAINTEXT://127.0.0.1:${plain},SASL_SSL://127.0.0.1:${secured}`;
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
controller.listener.names=CONTROLLER
listeners=${listeners},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=${listeners}
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL
sasl.enabled.mechanisms=SCRAM-SHA-256
listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.type=PEM
ssl.keystore.location=${directory}/broker.pem
log.dirs=${directory}/data
num.partitions=3
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
`;
}
