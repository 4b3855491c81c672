import { cp, mkdtemp, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestCollector } from "#test/support/collector.ts";
import type { Installation } from "./producer.ts";
import { runProgram } from "./run-program.ts";

/** A running Tidemark, and a directory with a copy of the producer's files to run it in. */
export interface Workplace extends Installation {
  readonly collector: TestCollector;
  /** What the producer has set of it, as its variables. */
  readonly settings: Readonly<Record<string, string>>;
  readonly directory: string;
  /**
   * Runs a program, first looked for in the producer's virtual environment, in the directory, with OPENLINEAGE_URL set and no
   * configuration of this machine's user. Resolves with what it printed; rejects unless it ends with `code`.
   */
  readonly program: (name: string, args: readonly string[], options?: RunOptions) => Promise<string>;
  /** `tidemark …`, in the directory and against the Tidemark that runs. Resolves and rejects as `program` does. */
  readonly tidemark: (args: readonly string[], options?: RunOptions) => Promise<string>;
  /** An answer of `/api/v1/…`. `T` is what the caller knows of it. */
  readonly ask: <T>(path: string, parameters?: Readonly<Record<string, string>>) => Promise<T>;
  /** Rows of a query over the read views. */
  readonly rows: <T>(query: string) => Promise<readonly T[]>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** 0 when not said. */
  readonly code?: number;
}

const programWithinMs = 300_000;
const main = fileURLToPath(new URL("../../../cli/main.ts", import.meta.url));

export async function openWorkplace(
  { cache, bin }: Installation,
  folder: string,
  collector: TestCollector,
  settings: Workplace["settings"],
): Promise<Workplace & { readonly remove: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), "tidemark-producer-"));
  await cp(folder, directory, { recursive: true });
  const path = `${bin}:${process.env["PATH"] ?? ""}`;
  const program: Workplace["program"] = async (name, args, { env = {}, code: expected = 0 } = {}) => {
    const own = join(bin, name);
    const { code, output } = await runProgram(existsSync(own) ? own : name, args, {
      cwd: directory,
      env: { PATH: path, HOME: directory, LANG: "C.UTF-8", OPENLINEAGE_URL: collector.url, ...env },
      timeoutMs: programWithinMs,
    });
    if (code === expected) return output;
    throw new Error(`${name} ${args.join(" ")} ended with ${code ?? "no code in time"}:\n${output.slice(-4000)}`);
  };
  return {
    cache,
    bin,
    collector,
    settings,
    directory,
    program,
    tidemark: (args, { env, ...options } = {}) =>
      program(process.execPath, [main, ...args], { ...options, env: { TIDEMARK_URL: collector.url, ...env } }),
    async ask<T>(path_: string, parameters: Readonly<Record<string, string>> = {}) {
      const query = new URLSearchParams(parameters).toString();
      const response = await fetch(`${collector.url}/api/v1/${path_}${query === "" ? "" : `?${query}`}`);
      const body = await response.text();
      if (!response.ok) throw new Error(body);
      const answer: T = JSON.parse(body);
      return answer;
    },
    async rows<T>(query: string) {
      const response = await fetch(collector.clickhouseUrl, { method: "POST", body: `${query} FORMAT JSON` });
      const body = await response.text();
      if (!response.ok) throw new Error(body);
      const { data }: { readonly data: readonly T[] } = JSON.parse(body);
      return data;
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
