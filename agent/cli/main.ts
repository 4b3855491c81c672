#!/usr/bin/env node
import { version } from "../client/version.ts";
import { usageExitCode } from "./cli-io.ts";
import type { CliIo } from "./cli-io.ts";
import { emitCommand } from "./emit.ts";
import { runCommand } from "./run.ts";

const help = `Usage: tidemark-agent COMMAND

Commands:
  run [options] -- COMMAND   run a command as a run of a job
  emit [options] FILE|-      send OpenLineage events from a file

tidemark-agent COMMAND --help says more. Version ${version}.
`;

async function main(argv: readonly string[], io: CliIo): Promise<number> {
  const [command, ...rest] = argv;
  switch (command) {
    case "run":
      return runCommand(rest, io);
    case "emit":
      return emitCommand(rest, io);
    case "--version":
      io.stdout.write(`${version}\n`);
      return 0;
    case "--help":
    case "-h":
    case "help":
      io.stdout.write(help);
      return 0;
    default:
      io.stderr.write(help);
      return usageExitCode;
  }
}

process.exitCode = await main(process.argv.slice(2), process);
