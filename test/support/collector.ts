import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { CollectorStatus } from "#collector/status.ts";
import { atEndOfTests } from "./at-end-of-tests.ts";
import { natsServerBinary } from "./nats-server.ts";
import { childCoverage } from "./child-coverage.ts";

export interface TestCollectorOptions {
  /** Kept when given, so that a second collector can be started on it; else made, and removed at the end. */
  readonly dataDirectory?: string;
  /** Further variables. Without any it is the default collector: private nats-server, embedded engine. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A whole collector as a process of its own, on free ports. */
export interface TestCollector {
  readonly url: string;
  readonly natsUrl: string | undefined;
  readonly clickhouseUrl: string;
  readonly dataDirectory: string;
  readonly pid: number;
  /** What it has logged. */
  readonly log: () => string;
  readonly status: () => Promise<CollectorStatus>;
  /** Events stored since it was started, by its metrics: unlike the status, that costs the store nothing. */
  readonly stored: () => Promise<number>;
  /** SIGTERM; resolves with the exit code when it has stored what it took. */
  readonly close: () => Promise<number | null>;
  /** SIGKILL; the data directory stays. */
  readonly kill: () => Promise<void>;
}

interface Announcement {
  readonly pid: number;
  readonly url: string;
  readonly natsUrl?: string;
  readonly clickhouseUrl: string;
}

/** As `npm start` starts it. */
const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

/** Starts `tidemark up` and resolves when it is up; throws with what it said when it does not come up. */
export async function startTestCollector(options: TestCollectorOptions = {}): Promise<TestCollector> {
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), "tidemark-collector-")));
  const child = spawn(process.execPath, ["--max-semi-space-size=8", main, "up", "--json"], {
    env: {
      ...(await baseEnvironment(options.env?.["TIDEMARK_NATS"] !== "off")),
      TIDEMARK_DATA: dataDirectory,
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const exited = once(child, "close");
  // Not SIGKILL, which would leave its nats-server behind.
  child.once(
    "exit",
    atEndOfTests(() => void child.kill("SIGTERM")),
  );
  const line = await Promise.race([once(createInterface(child.stdout), "line"), exited.then(() => undefined)]);
  if (line === undefined) {
    if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
    throw new Error(`the collector ended with code ${child.exitCode}: ${log}`);
  }
  const { pid, url, natsUrl, clickhouseUrl }: Announcement = JSON.parse(String(line[0]));
  return {
    url,
    natsUrl,
    clickhouseUrl,
    dataDirectory,
    pid,
    log: () => log,
    async status() {
      const response = await fetch(`${url}/api/v1/status`);
      const status: CollectorStatus = JSON.parse(await response.text());
      return status;
    },
    async stored() {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      return Number(/^tidemark_events_stored_total\S* (\d+)/m.exec(metrics)?.[1] ?? 0);
    },
    async close() {
      await end(child, "SIGTERM", exited);
      if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
      return child.exitCode;
    },
    kill: () => end(child, "SIGKILL", exited),
  };
}

/** What a collector needs of this machine, and nothing that this machine's user has configured. */
export async function baseEnvironment(nats = true): Promise<Readonly<Record<string, string>>> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: process.env["HOME"] ?? "",
    ...childCoverage,
    ...(nats ? { TIDEMARK_NATS_SERVER: (await natsServerBinary()).path } : {}),
    TIDEMARK_PORT: "0",
    TIDEMARK_CLICKHOUSE_PORT: "0",
    // Only for tests of it.
    TIDEMARK_EVALUATE_EVERY: "off",
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  await exited;
}
