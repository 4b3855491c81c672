import { spawn } from "node:child_process";
import { buffer, text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { childCoverage } from "./child-coverage.ts";

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly bytes: Buffer;
  readonly stderr: string;
}

const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

/** Runs `tidemark …` to its end, with no environment but what is given. */
export async function tidemark(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = "",
): Promise<CommandResult> {
  const child = spawn(process.execPath, [main, ...argv], {
    env: { PATH: process.env["PATH"] ?? "", ...childCoverage, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(input);
  const [bytes, stderr, code] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => {
      child.once("close", resolve);
    }),
  ]);
  return { code, bytes, stdout: bytes.toString("utf8"), stderr };
}
