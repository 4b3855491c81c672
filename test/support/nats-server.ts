import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findNatsServer } from "#collector/log/find-nats-server.ts";
import type { NatsServerBinary } from "#collector/log/find-nats-server.ts";
import { startNatsServerProcess } from "#collector/log/nats-server-process.ts";
import { atEndOfTests } from "./at-end-of-tests.ts";

export interface TestNatsServerOptions {
  readonly binary?: NatsServerBinary;
  readonly syncAlways?: boolean;
  readonly maxPayloadBytes?: number;
}

/** A real nats-server with JetStream on a free port of 127.0.0.1, its files in a directory of its own. */
export interface TestNatsServer {
  readonly url: string;
  readonly port: number;
  readonly directory: string;
  /** Of the running one; changes with `restart`. */
  readonly pid: number;
  /** SIGKILL unless told; resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again (ending it first when it runs) with the same port and files. */
  restart(): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

/** This machine's nats-server; installed when there is none. Throws rather than let tests skip. */
export async function natsServerBinary(): Promise<NatsServerBinary> {
  const found = await lookUp();
  if (found !== undefined) return found;
  await promisify(execFile)(fileURLToPath(new URL("../../deploy/nats/install.sh", import.meta.url)));
  const installed = await lookUp();
  if (installed === undefined) throw new Error("deploy/nats/install.sh succeeded, yet no nats-server is found");
  return installed;
}

export async function startNatsServer(options: TestNatsServerOptions = {}): Promise<TestNatsServer> {
  const directory = await mkdtemp(join(tmpdir(), "tidemark-nats-"));
  const settings = {
    binary: options.binary ?? (await natsServerBinary()),
    directory,
    syncAlways: options.syncAlways ?? false,
    maxPayloadBytes: options.maxPayloadBytes ?? 8 * 1024 * 1024,
  };
  let server = await startNatsServerProcess({ ...settings, port: 0 });
  const { url, port } = server;
  const forget = atEndOfTests(() => server.kill("SIGKILL"));
  return {
    url,
    port,
    directory,
    get pid() {
      return server.pid;
    },
    async kill(signal = "SIGKILL") {
      server.kill(signal);
      await server.exited;
    },
    async restart() {
      await server.stop();
      server = await startNatsServerProcess({ ...settings, port });
    },
    async stop() {
      await server.stop();
      forget();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function lookUp(): Promise<NatsServerBinary | undefined> {
  const { TIDEMARK_NATS_SERVER: configured, PATH: searchPath, HOME: home } = process.env;
  return findNatsServer({ configured, searchPath, home });
}
