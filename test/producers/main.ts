import { parseArgs } from "node:util";
import { formatTable } from "#cli/table.ts";
import type { Producer } from "./harness/producer.ts";
import { tryProducer } from "./harness/try-producer.ts";
import type { Trial } from "./harness/try-producer.ts";
import { untilInterrupted } from "./harness/until-interrupted.ts";
import { cacheDirectory } from "./harness/install.ts";
import { producers } from "./producers.ts";

const help = `Installs the real OpenLineage producers, runs a small real pipeline with each against a Tidemark of its
own, and checks what was derived. docs/integrations/README.md has what was seen.

  npm run test:producers [-- OPTIONS] [NAME…]      all of them unless named

  --install-seconds N   a producer that cannot be installed in so long is skipped (default 1200)
  --retry               a producer that fails is tried once more; its first failure is printed all the same
  --keep                leaves the last Tidemark running with what it has, to look around, until Ctrl-C
  --list                the producers
  --json                one JSON object: a list of results
  --help

What cannot be installed here is told and skipped. Exit code: 0 when every check of those that ran held, 1 when
one did not, 2 for a mistake in the call. Set up in ${cacheDirectory()} (TIDEMARK_PRODUCERS_CACHE).
`;

/** Of a problem. */
const mostLines = 40;

process.exitCode = await main();

async function main(): Promise<number> {
  const parsed = parse(process.argv.slice(2));
  if (typeof parsed === "string") {
    process.stderr.write(`test:producers: ${parsed}\n\n${help}`);
    return 2;
  }
  const { values, chosen } = parsed;
  if (values.help) print(help.trimEnd());
  else if (values.list) for (const { name, runs } of producers) print(`${name.padEnd(20)}${runs}`);
  else return tryAll(chosen, { ...values, seconds: Number(values["install-seconds"]) });
  return 0;
}

interface Options {
  readonly seconds: number;
  readonly json: boolean;
  readonly keep: boolean;
  readonly retry: boolean;
}

async function tryAll(chosen: readonly Producer[], { seconds, json, keep, retry }: Options): Promise<number> {
  const trials: Trial[] = [];
  for (const producer of chosen) {
    const look = keep && producer === chosen.at(-1) ? untilInterrupted : undefined;
    const attempt = async (): Promise<Trial> => {
      if (!json) print(`── ${producer.name}: ${producer.runs}`);
      const trial = await tryProducer(producer, { installWithinMs: seconds * 1000, ...(look && { look }) });
      if (!json) for (const line of linesOf(trial)) print(line);
      return trial;
    };
    const first = await attempt();
    trials.push(first.result === "failed" && retry ? await attempt() : first);
  }
  if (json) print(JSON.stringify(trials, undefined, 2));
  else for (const line of summary(trials)) print(line);
  return trials.some(({ result }) => result === "failed") ? 1 : 0;
}

function linesOf({ checks, reason, result }: Trial): readonly string[] {
  const told = checks.flatMap(({ title, problem }) =>
    problem === undefined ? [`  ✓ ${title}`] : [`  ✗ ${title}`, indented(problem)],
  );
  return reason === undefined
    ? told
    : [...told, `  ${result === "failed" ? "✗" : "○"} ${result}: ${indented(reason).trim()}`];
}

function indented(text: string): string {
  const lines = text.trimEnd().split("\n");
  const shown =
    lines.length > mostLines ? [...lines.slice(0, mostLines), `… ${lines.length - mostLines} more lines`] : lines;
  return shown.map((line) => `      ${line}`).join("\n");
}

function summary(trials: readonly Trial[]): readonly string[] {
  const table = formatTable<Trial>(
    [
      { title: "PRODUCER", value: ({ producer }) => producer },
      { title: "VERSION", value: ({ version }) => version ?? "" },
      { title: "RESULT", value: ({ result }) => result },
      { title: "CHECKS", value: ({ checks }) => heldText(checks), align: "right" },
      { title: "INSTALL", value: ({ installSeconds }) => `${installSeconds} s`, align: "right" },
      { title: "RUN", value: ({ runSeconds }) => `${runSeconds} s`, align: "right" },
      { title: "SEEN, OR WHY NOT", value: ({ seen, reason }) => (reason ?? seen ?? "").split("\n")[0] ?? "" },
    ],
    trials,
    1000,
  );
  const of = (wanted: Trial["result"]): number => trials.filter(({ result }) => result === wanted).length;
  return ["", ...table, "", `${of("passed")} passed, ${of("failed")} failed, ${of("not installed")} not installed`];
}

function heldText(checks: Trial["checks"]): string {
  if (checks.length === 0) return "";
  return `${checks.filter(({ problem }) => problem === undefined).length}/${checks.length}`;
}

function parse(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        "install-seconds": { type: "string", default: "1200" },
        retry: { type: "boolean", default: false },
        keep: { type: "boolean", default: false },
        list: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    const unknown = positionals.find((name) => !producers.some((each) => each.name === name));
    if (unknown !== undefined)
      return `there is no producer ${unknown}; there are ${producers.map(({ name }) => name).join(", ")}`;
    if (!(Number(values["install-seconds"]) > 0)) return "--install-seconds is a number of seconds";
    const chosen = positionals.length === 0 ? producers : producers.filter(({ name }) => positionals.includes(name));
    return { values, chosen };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
