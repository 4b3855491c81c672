import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isAtLeast } from "./find-nats-server.ts";
import type { NatsServerBinary } from "./find-nats-server.ts";

export interface NatsServerOptions {
  readonly binary: NatsServerBinary;
  /** Holds the configuration, JetStream's files, the log and the pid; made when it is not there. */
  readonly directory: string;
  /** 0: any free one. */
  readonly port: number;
  /** Sync each message to disk before it is acknowledged; takes effect from nats-server 2.10. */
  readonly syncAlways: boolean;
  readonly maxPayloadBytes: number;
}

/** A nats-server that answers. */
export interface NatsServerProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves when it is gone, with how it ended. */
  readonly exited: Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Ends it gracefully, by force after 10 s. */
  stop(): Promise<void>;
}

const startTimeoutMs = 30_000;
const stopTimeoutMs = 10_000;

export function natsServerFiles(directory: string) {
  return {
    configuration: join(directory, "nats-server.conf"),
    log: join(directory, "nats-server.out"),
    pid: join(directory, "nats-server.pid"),
  } as const;
}

/** Starts nats-server with JetStream on 127.0.0.1 and resolves when it takes connections. Throws with its last words when it does not. */
export async function startNatsServerProcess(options: NatsServerOptions): Promise<NatsServerProcess> {
  const files = natsServerFiles(options.directory);
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  await writeFile(files.configuration, configurationText(options), { mode: 0o600 });
  const log = await open(files.log, "w", 0o600);
  // A group of its own: an interrupt typed at the terminal must reach the collector alone, which
  // drains and ends nats-server last.
  const child = spawn(options.binary.path, ["-c", files.configuration], {
    stdio: ["ignore", log.fd, log.fd],
    detached: true,
  });
  const exited = exitOf(child);
  await log.close();
  const failed = exited.then(async (how) => {
    const output = await readFile(files.log, "utf8");
    throw new Error(`nats-server ${how} before it was ready: ${output.trimEnd().split("\n").slice(-3).join(" | ")}`);
  });
  // `exited` settles for a stopped server too, long after anyone waits for `failed`.
  failed.catch(() => undefined);
  try {
    const port = await Promise.race([waitUntilReady(child, options), failed]);
    return serverProcess(child, port, exited);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

function serverProcess(child: ChildProcess, port: number, exited: Promise<string>): NatsServerProcess {
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    exited,
    kill: (signal) => void child.kill(signal),
    async stop() {
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
      await exited;
      clearTimeout(force);
    },
  };
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(`could not be started (${error.message})`));
    child.once("exit", (code, signal) =>
      resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`),
    );
  });
}

/** JSON strings are strings of nats-server's configuration language too. */
function configurationText({ binary, directory, port, syncAlways, maxPayloadBytes }: NatsServerOptions): string {
  const sync = syncAlways && isAtLeast(binary, 2, 10) ? "\n  sync_interval: always" : "";
  return `host: "127.0.0.1"
port: ${port === 0 ? -1 : port}
max_payload: ${maxPayloadBytes}
max_pending: ${Math.max(64 * 1024 * 1024, maxPayloadBytes * 4)}
ports_file_dir: ${JSON.stringify(directory)}
pid_file: ${JSON.stringify(natsServerFiles(directory).pid)}
jetstream {
  store_dir: ${JSON.stringify(directory)}${sync}
}
`;
}

/** The port, once the server greets. JetStream has recovered its files by then. */
async function waitUntilReady(child: ChildProcess, { binary, directory }: NatsServerOptions): Promise<number> {
  const portsFile = join(directory, `${basename(binary.path)}_${child.pid}.ports`);
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const port = await readPort(portsFile);
    if (port !== undefined && (await greets(port))) return port;
    await delay(20);
  }
  throw new Error(`nats-server did not answer within ${startTimeoutMs / 1000} s`);
}

async function readPort(portsFile: string): Promise<number | undefined> {
  try {
    const [, port] = /nats:\/\/[^"]*:(\d+)/.exec(await readFile(portsFile, "utf8")) ?? [];
    return port === undefined ? undefined : Number(port);
  } catch {
    // Not written yet.
    return undefined;
  }
}

async function greets(port: number): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port });
  socket.setTimeout(2000, () => socket.destroy(new Error("no greeting")));
  try {
    const [data]: unknown[] = await once(socket, "data");
    return String(data).startsWith("INFO ");
  } catch {
    // Refused, or still starting.
    return false;
  } finally {
    socket.destroy();
  }
}
