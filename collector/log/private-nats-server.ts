import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isAtLeast } from "./find-nats-server.ts";
import type { NatsServerBinary } from "./find-nats-server.ts";
import { claimNatsServerDirectory } from "./nats-server-directory.ts";
import { startNatsServerProcess } from "./nats-server-process.ts";
import type { NatsServerProcess } from "./nats-server-process.ts";

export interface PrivateNatsServerOptions {
  readonly binary: NatsServerBinary;
  /** Holds all of its files, for example `.tidemark/nats`. */
  readonly directory: string;
  /** Undefined: the one of the last start if it is free, else any. */
  readonly port?: number | undefined;
  readonly maxPayloadBytes?: number;
  readonly onNotice?: (notice: NatsServerNotice) => void;
}

export type NatsServerNotice =
  /** Too old to sync each message: what was acknowledged in the last two minutes may be lost when the power fails. */
  | { readonly kind: "no_sync"; readonly version: string }
  | { readonly kind: "died"; readonly how: string }
  | { readonly kind: "restarted"; readonly attempts: number };

/** A nats-server of this process alone, started again when it dies. */
export interface PrivateNatsServer {
  readonly url: string;
  /** Of the one that runs. */
  readonly pid: number;
  readonly close: () => Promise<void>;
}

const defaultMaxPayloadBytes = 8 * 1024 * 1024;
const firstWaitMs = 50;
const longestWaitMs = 5000;
/** One that ran this long starts the backoff anew when it dies. */
const steadyMs = 30_000;

/** Resolves when it takes connections; throws when it cannot be started, or its directory is in use. */
export async function startPrivateNatsServer(given: PrivateNatsServerOptions): Promise<PrivateNatsServer> {
  // Absolute, because an orphan is known by the path on its command line.
  const options = { ...given, directory: resolve(given.directory) };
  const { binary, directory, onNotice } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const release = await claimNatsServerDirectory(directory);
  if (!isAtLeast(binary, 2, 10)) onNotice?.({ kind: "no_sync", version: binary.version.join(".") });
  try {
    const server = await firstStart(options);
    return supervise(server, options, release);
  } catch (error) {
    await release();
    throw error;
  }
}

function supervise(
  first: NatsServerProcess,
  options: PrivateNatsServerOptions,
  release: () => Promise<void>,
): PrivateNatsServer {
  let server = first;
  const closing = new AbortController();
  const supervision = (async () => {
    for (let failures = 0; ;) {
      const startedAt = Date.now();
      const how = await server.exited;
      if (closing.signal.aborted) return;
      options.onNotice?.({ kind: "died", how });
      failures = Date.now() - startedAt > steadyMs ? 0 : failures + 1;
      const next = await startAgain(options, { port: first.port, failures }, closing.signal);
      if (next === undefined) return;
      server = next;
    }
  })();
  return {
    url: first.url,
    get pid() {
      return server.pid;
    },
    async close() {
      if (closing.signal.aborted) return supervision;
      closing.abort();
      await server.stop();
      await supervision;
      // One that was starting when `close` was called.
      await server.stop();
      await release();
    },
  };
}

/** With the same port, which clients go on trying; undefined when closed meanwhile. */
async function startAgain(
  options: PrivateNatsServerOptions,
  { port, failures }: { readonly port: number; readonly failures: number },
  closing: AbortSignal,
): Promise<NatsServerProcess | undefined> {
  for (let attempts = 1; ; attempts++) {
    const wait = Math.min(firstWaitMs * 2 ** (failures + attempts - 2), longestWaitMs);
    await delay(wait, undefined, { signal: closing }).catch(() => undefined);
    if (closing.aborted) return undefined;
    try {
      const server = await start(options, port);
      options.onNotice?.({ kind: "restarted", attempts });
      return server;
    } catch (error) {
      options.onNotice?.({ kind: "died", how: error instanceof Error ? error.message : String(error) });
    }
  }
}

/** Without a given port the last one is kept while it is free, so that agents find their way back. */
async function firstStart(options: PrivateNatsServerOptions): Promise<NatsServerProcess> {
  if (options.port !== undefined && options.port !== 0) return start(options, options.port);
  const portFile = join(options.directory, "port");
  const last = Number.parseInt(await readFile(portFile, "utf8").catch(() => "0"), 10);
  const server = await (last > 0 ? start(options, last).catch(() => start(options, 0)) : start(options, 0));
  await writeFile(portFile, String(server.port));
  return server;
}

function start(
  { binary, directory, maxPayloadBytes }: PrivateNatsServerOptions,
  port: number,
): Promise<NatsServerProcess> {
  return startNatsServerProcess({
    binary,
    directory,
    port,
    syncAlways: true,
    maxPayloadBytes: maxPayloadBytes ?? defaultMaxPayloadBytes,
  });
}
