import type { Readable, Writable } from "node:stream";

/** What a command reads from and writes to; the process's own in `main`, streams of its own in a test. */
export interface CliIo {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const usageExitCode = 2;
