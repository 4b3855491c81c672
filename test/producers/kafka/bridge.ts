import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Workplace } from "../harness/workplace.ts";
import type { Broker } from "./broker.ts";

const main = fileURLToPath(new URL("../../../cli/main.ts", import.meta.url));

/** A running `tidemark bridge kafka`. */
export interface RunningBridge {
  /** Resolves when it has confirmed a first batch. */
  readonly forwarded: Promise<void>;
  /** What it has logged. */
  readonly log: () => string;
  /** SIGKILL. */
  readonly kill: () => Promise<void>;
  /** SIGTERM; rejects when that does not end it with 0. */
  readonly close: () => Promise<void>;
}

/** By TLS and SCRAM, into NATS where the collector has it, else to its gateway. */
export function startBridge({ collector, directory }: Workplace, broker: Broker): RunningBridge {
  const to = collector.natsUrl ?? collector.url;
  const options = ["--brokers", broker.secured, "--topic", "openlineage.events", "--url", to, "--json"];
  const child = spawn(process.execPath, [main, "bridge", "kafka", ...options], {
    env: {
      PATH: process.env["PATH"],
      TIDEMARK_KAFKA_USER: "bridge",
      TIDEMARK_KAFKA_PASSWORD: "secret",
      TIDEMARK_KAFKA_SASL_MECHANISM: "SCRAM-SHA-256",
      TIDEMARK_KAFKA_TLS_CA_FILE: join(directory, "cert.pem"),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  process.once("exit", () => child.kill("SIGKILL"));
  const exited = once(child, "exit");
  const { promise: forwarded, resolve, reject } = Promise.withResolvers<void>();
  const said: string[] = [];
  createInterface(child.stderr).on("line", (line) => {
    said.push(line);
    if (line.includes('"msg":"forwarded"')) resolve();
  });
  child.once("exit", (code) => reject(new Error(`the bridge ended with ${code}: ${said.join("\n")}`)));
  forwarded.catch(() => undefined);
  return {
    forwarded,
    log: () => said.join("\n"),
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async close() {
      child.kill("SIGTERM");
      await exited;
      if (child.exitCode !== 0) throw new Error(`the bridge ended with ${child.exitCode}: ${said.join("\n")}`);
    },
  };
}
