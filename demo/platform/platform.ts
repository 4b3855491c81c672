import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Connection } from "../connection.ts";
import { CollectorOutput } from "./collector-output.ts";
import { freePort } from "./ports.ts";

export interface PlatformOptions {
  readonly directory: string;
  readonly port: number;
  readonly clickhousePort: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Address {
  readonly url: string;
  /** The port that was wanted, where something else listens on it. */
  readonly insteadOf: number | undefined;
}

/** Tidemark as `npm start` starts it, in a process of its own. */
export interface Platform {
  readonly gateway: Address;
  readonly clickhouse: Address;
  readonly connection: Connection;
  /** For a person: what the events go through. */
  readonly log: string;
  /** Judges now what is stored. */
  judge(): Promise<void>;
  /** What people were told since the last call. */
  takeMessages(): readonly string[];
  close(): Promise<void>;
}

/** What `tidemark up --json` prints once it is ready. */
interface Announcement {
  readonly url: string;
  readonly clickhouseUrl: string;
  readonly natsUrl?: string;
  readonly logName: string;
}

const root = join(import.meta.dirname, "../..");

/** @throws Error with the platform's last words when it does not start. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  await mkdir(options.directory, { recursive: true });
  const gateway = await freePort(options.port);
  const clickhouse = await freePort(options.clickhousePort);
  const logFile = join(options.directory, "platform.log");
  const { size: logStart } = await stat(logFile).catch(() => ({ size: 0 }));
  const collector = await forkCollector(options, logFile, gateway.port, clickhouse.port);
  try {
    const output = new CollectorOutput(collector);
    const { url, clickhouseUrl, natsUrl, logName } = await announcement(output, logFile, logStart);
    return {
      gateway: { url, insteadOf: gateway.insteadOf },
      clickhouse: { url: clickhouseUrl, insteadOf: clickhouse.insteadOf },
      connection: natsUrl === undefined ? { kind: "http", url } : { kind: "nats", url: natsUrl },
      log:
        natsUrl === undefined
          ? `${logName}; pipelines send by HTTP (deploy/nats/install.sh gets a nats-server)`
          : logName,
      judge: () => judge(url),
      takeMessages: () => output.takeMessages(),
      close: () => stop(collector),
    };
  } catch (error) {
    await stop(collector);
    throw error;
  }
}

async function forkCollector(
  { directory, env }: PlatformOptions,
  logFile: string,
  port: number,
  clickhousePort: number,
): Promise<ChildProcess> {
  const log = await open(logFile, "a");
  const collector = fork(join(root, "cli/main.ts"), ["up", "--json"], {
    execArgv: ["--import", join(root, "demo/end-with-parent.ts")],
    stdio: ["ignore", "pipe", log.fd, "ipc"],
    // A group of its own: an interrupt typed at the terminal ends the pipelines first, then the platform.
    detached: true,
    env: {
      ...withoutConfiguration(env),
      TIDEMARK_HOST: "127.0.0.1",
      TIDEMARK_PORT: String(port),
      TIDEMARK_CLICKHOUSE_PORT: String(clickhousePort),
      TIDEMARK_DATA: directory,
      TIDEMARK_ALLOW_BACKDATING: "true",
      // The demo says when: a round of its company's life takes seconds.
      TIDEMARK_EVALUATE_EVERY: "15m",
      TIDEMARK_EXPECTATIONS: join(root, "demo/company/expectations.yml"),
    },
  });
  await log.close();
  return collector;
}

/** The demo is a world of its own: a store or keys that the shell is set up for are no part of it. */
function withoutConfiguration(env: PlatformOptions["env"]): PlatformOptions["env"] {
  const kept = new Set(["TIDEMARK_NATS", "TIDEMARK_NATS_SERVER", "TIDEMARK_LOG_LEVEL"]);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("TIDEMARK_") || kept.has(name)));
}

/** The first line on its standard output; what is in its log when there is none. */
async function announcement(output: CollectorOutput, logFile: string, logStart: number): Promise<Announcement> {
  const line = await output.first;
  if (line !== undefined) return JSON.parse(line);
  const words = (await readFile(logFile)).subarray(logStart).toString().trimEnd();
  throw new Error(`the platform did not start:\n${words}`);
}

async function judge(url: string): Promise<void> {
  const response = await fetch(`${url}/api/v1/evaluate`, { method: "POST" });
  if (!response.ok) throw new Error(`the platform did not judge: ${await response.text()}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 30_000);
  await ended;
  clearTimeout(force);
}
