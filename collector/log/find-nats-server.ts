import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

export interface NatsServerBinary {
  readonly path: string;
  /** major, minor, patch. */
  readonly version: readonly [number, number, number];
}

/** What the look-up needs of the environment. */
export interface NatsServerLookup {
  /** `TIDEMARK_NATS_SERVER`: a path; nothing else is then looked at. */
  readonly configured?: string | undefined;
  /** `PATH`. */
  readonly searchPath?: string | undefined;
  /** `HOME`. */
  readonly home?: string | undefined;
}

/**
 * The nats-server of this machine, in the order of `deploy/nats/install.sh`, or undefined where none
 * is. Throws where the configured one cannot be run: falling back silently would hide the mistake.
 */
export async function findNatsServer(lookup: NatsServerLookup): Promise<NatsServerBinary | undefined> {
  if (lookup.configured !== undefined && lookup.configured !== "") {
    const binary = await inspect(lookup.configured);
    if (binary === undefined)
      throw new Error(`TIDEMARK_NATS_SERVER is ${lookup.configured}, which is no nats-server that runs`);
    return binary;
  }
  for (const path of candidates(lookup)) {
    const binary = await inspect(path);
    if (binary !== undefined) return binary;
  }
  return undefined;
}

function candidates({ searchPath, home }: NatsServerLookup): readonly string[] {
  const directories = (searchPath ?? "").split(delimiter).filter((directory) => directory !== "");
  if (home !== undefined && home !== "") directories.push(join(home, ".cache", "tidemark", "bin"));
  // Where Debian's package puts it, which is not on every user's PATH.
  directories.push("/usr/sbin");
  return directories.map((directory) => join(directory, "nats-server"));
}

async function inspect(path: string): Promise<NatsServerBinary | undefined> {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await promisify(execFile)(path, ["--version"], { timeout: 10_000 });
    const [, major, minor, patch] = /nats-server: v(\d+)\.(\d+)\.(\d+)/.exec(stdout) ?? [];
    if (major === undefined) return undefined;
    return { path, version: [Number(major), Number(minor), Number(patch)] };
  } catch {
    // Absent, not executable, or not a program for this machine: the next candidate may be.
    return undefined;
  }
}

export function isAtLeast({ version }: NatsServerBinary, major: number, minor: number): boolean {
  return version[0] > major || (version[0] === major && version[1] >= minor);
}
