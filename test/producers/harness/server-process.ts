import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { until } from "#test/support/load.ts";

export interface ServerOptions {
  /** Where it runs, and where `server.log` is. */
  readonly directory: string;
  /** Of 127.0.0.1, where it will listen. */
  readonly port: number;
}

/** A server that a producer needs. */
export interface ServerProcess {
  /** SIGKILL; resolves when it is gone. */
  readonly kill: () => Promise<void>;
}

const startsWithinMs = 60_000;

/** Resolves when it listens; rejects with what it said when it ends before that. */
export async function startServer(
  program: string,
  args: readonly string[],
  { directory, port }: ServerOptions,
): Promise<ServerProcess> {
  const child = spawn(program, args, { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
  process.once("exit", () => child.kill("SIGKILL"));
  const exited = once(child, "exit");
  const log = createWriteStream(join(directory, "server.log"), { flags: "a" });
  for (const stream of [child.stdout, child.stderr]) stream.pipe(log, { end: false });
  await until(async () => child.exitCode !== null || (await listens(port)), startsWithinMs);
  if (child.exitCode !== null) throw new Error(`${program} ended: ${await readFile(log.path, "utf8")}`);
  return {
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** Whether somebody does on this port of 127.0.0.1. */
async function listens(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
