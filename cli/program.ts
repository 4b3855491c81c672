import { Command } from "commander";
import { clientOf, withAddress } from "./address.ts";
import type { AddressOptions } from "./address.ts";
import { addAlias } from "./alias.ts";
import { addArchives } from "./archives.ts";
import { addBridges } from "./bridges.ts";
import { addCheck } from "./check.ts";
import { addCheckSql } from "./check-sql.ts";
import { addDerivation } from "./derivation.ts";
import { addDetect } from "./detect.ts";
import { addGraphQuestions } from "./graph-questions.ts";
import { addProfile } from "./profile.ts";
import { addQuestions } from "./questions.ts";
import { addSqlLineage } from "./sql-lineage.ts";
import { exitCodes } from "./exit-codes.ts";
import { addAlerts, addIncidents } from "./incidents.ts";
import type { ProgramOptions } from "./program-options.ts";

export interface Program {
  /** The exit code; throws `Failure` or commander's own error for what does not work. */
  run(argv: readonly string[]): Promise<number>;
}

const footer = `
Exit codes: 0 it worked, 1 it did not, 2 wrong arguments or configuration;
\`tidemark run\` ends with the code of its command. Configuration: docs/configuration.md`;

/** Commands load what they need when they run: the engine and the log only for \`up\`. */
export function createProgram(io: ProgramOptions): Program {
  const { env, version } = io;
  const program = new Command("tidemark")
    .description("Did the data arrive, on time, whole, and at what cost?")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError("(--help says more)")
    .addHelpText("after", footer);
  addUp(program, io);
  addStatus(program, io);
  addDeadLetters(program, io);
  addDerivation(program, io);
  addArchives(program, io);
  addQuestions(program, io);
  addGraphQuestions(program, io);
  addAlias(program, io);
  addCheck(program, io);
  addCheckSql(program, io);
  addSqlLineage(program, io);
  addProfile(program, io);
  addDetect(program, io);
  addIncidents(program, io);
  addAlerts(program, io);
  addBridges(program, io);
  // For the list of commands; these two are the agent's, and parse for themselves.
  program.command("run").summary("run a command as a run of a job").argument("<command...>");
  program.command("emit").summary("send OpenLineage events from a file").argument("<file>");
  return {
    async run(argv) {
      const [command, ...rest] = argv;
      const streams = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env };
      if (command === "run") return (await import("#agent/cli/run.ts")).runCommand(rest, streams);
      if (command === "emit") return (await import("#agent/cli/emit.ts")).emitCommand(rest, streams);
      if (command === undefined) program.help({ error: true });
      await program.parseAsync([...argv], { from: "user" });
      return exitCodes.ok;
    },
  };
}

function addUp(program: Command, { env, terminal, version }: ProgramOptions): void {
  program
    .command("up")
    .summary("run the collector")
    .description("Runs the collector, with a store and a log of its own unless told of others, until Ctrl-C.")
    .option("--json", "print one line of JSON when it is up")
    .action(async (options: { readonly json?: true }) => {
      const { up } = await import("./commands/up.ts");
      await up(env, terminal, { ...options, version });
    });
}

function addStatus(program: Command, { env, terminal }: ProgramOptions): void {
  withAddress(program.command("status"))
    .summary("what a collector has, and whether it keeps up")
    .description("Shows what a running collector has stored and refused, and whether it keeps up.")
    .option("--json", "print one line of JSON")
    .action(async (options: AddressOptions & { readonly json?: true }) => {
      const { status } = await import("./commands/status.ts");
      const { client, url } = clientOf(env, options);
      await status(client, terminal, { ...options, url });
    });
}

function addDeadLetters(program: Command, { env, terminal }: ProgramOptions): void {
  const dlq = program
    .command("dlq")
    .summary("what was refused: list, show, redrive")
    .description("Dead letters: events that were refused, with the bytes that came.");
  withFilter(withAddress(dlq.command("list")))
    .summary("the newest first")
    .description("Lists dead letters, the newest first.")
    .option("--all", "also those that were redriven")
    .option("--cursor <cursor>", "go on where a page ended")
    .action(async (options: AddressOptions & DlqOptions & { readonly cursor?: string }) => {
      const { listDeadLetters } = await import("./commands/dlq.ts");
      await listDeadLetters(clientOf(env, options).client, terminal, options);
    });
  withAddress(dlq.command("show"))
    .summary("one of them")
    .description("Shows one dead letter and why it was refused.")
    .argument("<id>")
    .option("--json", "print one line of JSON, the bytes in base64")
    .option("--raw", "write nothing but the bytes that came")
    .action(async (id: string, options: AddressOptions & { readonly json?: true; readonly raw?: true }) => {
      const { showDeadLetter } = await import("./commands/dlq.ts");
      const { client } = clientOf(env, options);
      if (options.raw === true) process.stdout.write(await client.rawDeadLetter(id));
      else await showDeadLetter(client, terminal, id, options);
    });
  withFilter(withAddress(dlq.command("redrive")))
    .summary("send them through the collector again")
    .description("Sends dead letters through the collector again, byte for byte, the oldest first.")
    .argument("[ids...]")
    .option("--all", "every open one")
    .action(async (ids: readonly string[], options: AddressOptions & DlqOptions) => {
      const { redriveDeadLetters } = await import("./commands/dlq.ts");
      await redriveDeadLetters(clientOf(env, options).client, terminal, ids, options);
    });
}

interface DlqOptions {
  readonly reason?: string;
  readonly since?: string;
  readonly limit?: string;
  readonly json?: true;
  readonly all?: true;
}

function withFilter(command: Command): Command {
  return command
    .option("--reason <code>", "only those refused for this reason")
    .option("--since <time>", "received since: 2026-01-31T07:00:00Z, or 30m, 2h, 7d ago")
    .option("--limit <count>", "at most so many, 1 to 1000")
    .option("--json", "print one line of JSON");
}
