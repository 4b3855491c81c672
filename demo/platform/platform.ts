import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Connection } from "../connection.ts";
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
    const { url, clickhouseUrl, natsUrl, logName } = await announcement(collector, logFile, logStart);
    return {
      gateway: { url, insteadOf: gateway.insteadOf },
      clickhouse: { url: clickhouseUrl, insteadOf: clickhouse.insteadOf },
      connection: natsUrl === undefined ? { kind: "http", url } : { kind: "nats", url: natsUrl },
      log:
        natsUrl === undefined
          ? `${logName}; pipelines send by HTTP (deploy/nats/install.sh gets a nats-server)`
          : logName,
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

/** The first line on its standard output; the rest of what it says is in its log. */
async function announcement(collector: ChildProcess, logFile: string, logStart: number): Promise<Announcement> {
  if (collector.stdout === null) throw new Error("the platform has no standard output");
  for await (const line of createInterface({ input: collector.stdout })) return JSON.parse(line);
  const words = (await readFile(logFile)).subarray(logStart).toString().trimEnd();
  throw new Error(`the platform did not start:\n${words}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 30_000);
  await ended;
  clearTimeout(force);
}
