import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Workplace } from "./workplace.ts";

const main = fileURLToPath(new URL("../../../cli/main.ts", import.meta.url));

/** A running `tidemark bridge BROKER`. */
export interface RunningBridge {
  /** Resolves when it has confirmed a first batch. */
  readonly forwarded: Promise<void>;
  /** What it has logged. */
  readonly log: () => string;
  /** SIGKILL; nothing when it has ended. */
  readonly kill: () => Promise<void>;
  /** SIGTERM; rejects when that does not end it with 0. */
  readonly close: () => Promise<void>;
}

export interface BridgeCall {
  readonly broker: "kafka" | "kinesis" | "pubsub";
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Into NATS where the collector has it, else to its gateway. */
export function startBridge({ collector }: Workplace, { broker, args, env }: BridgeCall): RunningBridge {
  const to = collector.natsUrl ?? collector.url;
  const child = spawn(process.execPath, [main, "bridge", broker, ...args, "--url", to, "--json"], {
    env: { PATH: process.env["PATH"], ...env },
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
