import { Failure } from "#cli/failure.ts";
import { createProgram } from "#cli/program.ts";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process, which takes a fraction of the time of one of its own. */
export type Ask = (...argv: readonly string[]) => Promise<Ended>;

/** Commands that ask the collector at an address. */
export function commandsAt(url: () => string): Ask {
  return async (...argv) => {
    let stdout = "";
    const print = (text: string): void => {
      stdout += `${text}\n`;
    };
    const [bold, dim, red, yellow, green] = [String, String, String, String, String];
    const terminal = { columns: Infinity, print, bold, dim, red, yellow, green };
    try {
      const env = { TIDEMARK_URL: url() };
      return { code: await createProgram({ env, terminal, version: "test" }).run(argv), stdout, stderr: "" };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { code: error.exitCode, stdout, stderr: error.message };
    }
  };
}
