import { resolve } from "node:path";
import { startCollector } from "#collector/collector.ts";
import type { Collector } from "#collector/collector.ts";
import { isLoopback } from "#collector/config/config.ts";
import type { Config } from "#collector/config/config.ts";
import { StartupError } from "#collector/startup-error.ts";
import { createLogger } from "#collector/telemetry/logger.ts";
import type { Logger } from "#collector/telemetry/logger.ts";
import { configOf } from "../configuration.ts";
import { evaluationOf } from "../evaluation.ts";
import { Failure } from "../failure.ts";
import { plainText } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** `tidemark up`: runs a collector until it is told to stop. */
export async function up(
  env: Environment,
  terminal: Terminal,
  options: { readonly version: string; readonly json?: true },
): Promise<void> {
  const config = configOf(env);
  const logger = createLogger({
    level: config.logLevel,
    format: config.logFormat,
    destination: process.stderr,
    colors: process.stderr.isTTY && (env["NO_COLOR"] ?? "") === "",
  });
  const stop = stopSignal(logger);
  const search = { searchPath: env["PATH"], home: env["HOME"] };
  const print = (text: string): void =>
    terminal.print(options.json === true ? JSON.stringify({ notification: text }) : `\n${plainLines(text)}`);
  const beside = evaluationOf({ config, env, logger, print });
  const collector = await startOrExplain({
    config,
    search,
    version: options.version,
    logger,
    ...(beside === undefined ? {} : { beside }),
  });
  if (options.json === true) terminal.print(JSON.stringify({ pid: process.pid, ...collector }));
  else for (const line of screen(collector, config, options.version, terminal)) terminal.print(line);
  await stop;
  await collector.close();
}

async function startOrExplain(options: Parameters<typeof startCollector>[0]): Promise<Collector> {
  try {
    return await startCollector(options);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    options.logger.debug({ err: error.cause }, "the start failed");
    throw new Failure(error.message);
  }
}

/** Resolves at the first signal to stop; the second ends the process at once. */
function stopSignal(logger: Logger): Promise<void> {
  return new Promise((resolveStop) => {
    let stopping = false;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (stopping) {
          process.removeAllListeners(signal);
          process.kill(process.pid, signal);
          return;
        }
        stopping = true;
        logger.info({ signal }, "stopping: what was accepted is being stored; a second signal ends it at once");
        resolveStop();
      });
    }
  });
}

function screen(collector: Collector, config: Config, version: string, terminal: Terminal): readonly string[] {
  const lineage = `${collector.url}/api/v1/lineage`;
  const key = config.apiKeys.length === 0 ? "" : " -H 'Authorization: Bearer <key>'";
  const natsLines =
    collector.natsUrl === undefined ? [] : [["", `${collector.natsUrl}  subject ${config.natsSubject}`] as const];
  const access =
    config.apiKeys.length > 0
      ? `${config.apiKeys.length} API ${config.apiKeys.length === 1 ? "key" : "keys"}`
      : `no API keys: open to ${isLoopback(config.host) ? "programs on this machine" : "all who reach it"}`;
  // Where the command line would not look by itself.
  const at = new URL(collector.url).port === "5050" ? "" : ` --url ${collector.url}`;
  const rows: readonly (readonly [string, string])[] = [
    ["Send", `${lineage}  OpenLineage over HTTP`],
    ...natsLines,
    ["", terminal.dim(`curl${key} -H 'Content-Type: application/json' -d @event.json ${lineage}`)],
    ["", terminal.dim("npx tidemark run -- COMMAND")],
    ["Look", `${collector.clickhouseUrl}  ClickHouse over HTTP`],
    [
      "",
      terminal.dim(
        `curl '${collector.clickhouseUrl}' -d 'SELECT job_name, event_type, event_time FROM tidemark.events FINAL'`,
      ),
    ],
    ["", terminal.dim(`npx tidemark status${at}, npx tidemark dlq list${at}`)],
    ["Log", collector.logName],
    ["Store", collector.storeName],
    ["Data", resolve(config.dataDirectory)],
    [
      "Judges",
      config.evaluateEvery === "off"
        ? "nothing: TIDEMARK_EVALUATE_EVERY is off"
        : `every ${config.evaluateEvery}; npx tidemark signals${at}`,
    ],
    ...(config.evaluateEvery === "off" ? [] : [["Tells", tellingText(config, at)] as const]),
    ["Access", access],
  ];
  return [
    terminal.bold(`Tidemark ${version} is up`),
    "",
    ...rows.map(([name, value]) => `  ${terminal.bold(name.padEnd(7))}${value}`),
    "",
    "Ctrl-C stops it.",
  ];
}

function plainLines(text: string): string {
  return text.split("\n").map(plainText).join("\n");
}

function tellingText({ alerts }: Config, at: string): string {
  if (alerts === "off") return "nobody: TIDEMARK_ALERTS is off";
  return `the channels of tidemark.yml, else here; npx tidemark incidents${at}`;
}
