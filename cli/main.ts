import { CommanderError } from "commander";
import { exitCodes } from "./exit-codes.ts";
import { Failure } from "./failure.ts";
import { createProgram } from "./program.ts";
import { createTerminal } from "./terminal.ts";
import { packageVersion } from "./version.ts";

// Whoever read the output went away (`tidemark … | head`): no reason to end a collector without order.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

process.exitCode = await main();

async function main(): Promise<number> {
  const terminal = createTerminal(process.stdout, process.env["NO_COLOR"]);
  try {
    const program = createProgram({ env: process.env, terminal, version: packageVersion(), notice });
    return (await program.run(process.argv.slice(2))) ?? exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (!(error instanceof Failure)) throw error;
    notice(error.message);
    return error.exitCode;
  }
}

function notice(text: string): void {
  process.stderr.write(`tidemark: ${text}\n`);
}
