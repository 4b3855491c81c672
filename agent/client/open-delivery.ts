import { homedir, tmpdir } from "node:os";
import { readConfig } from "../config/config.ts";
import type { Config } from "../config/config.ts";
import { spoolDirectory } from "../config/spool-directory.ts";
import { createRedactor } from "../contract/redact.ts";
import { Delivery } from "../delivery/delivery.ts";
import { Reporter, reportToStderr } from "../delivery/reporter.ts";
import { RejectedLog } from "../delivery/spool/rejected-log.ts";
import { Spool } from "../delivery/spool/spool.ts";
import { createTransport } from "../transports/create-transport.ts";
import type { Transport } from "../transports/transport.ts";
import type { AgentOptions, SpoolSettings } from "./agent-options.ts";
import { createPrepare } from "./prepare.ts";

const mebibyte = 1024 * 1024;
const maxRejectedBytes = 16 * mebibyte;

export interface OpenedDelivery {
  readonly delivery: Delivery;
  readonly config: Config;
  readonly reporter: Reporter;
}

/** Puts the parts together. Reads the configuration; opens nothing until the first event. */
export function openDelivery(options: AgentOptions): OpenedDelivery {
  // oxlint-disable-next-line node/no-process-env -- where the agent is put together
  const env = options.env ?? process.env;
  const home = homeDirectory();
  const own = isTransport(options.transport) ? options.transport : undefined;
  const config = readConfig(explicitConfig(options, own), { env, home, cwd: options.cwd ?? process.cwd() });
  const reporter = new Reporter(options.onReport ?? reportToStderr);
  for (const problem of config.problems) reporter.report("config", problem);
  const onPartialFailure = (kind: string, cause: string): void => {
    reporter.report("delivery_failing", `${kind}, one of several transports, does not take events: ${cause}`);
  };
  const spool = config.disabled ? undefined : spoolSettings(options.spool, () => spoolDirectory(env, home, tmpdir()));
  const delivery = new Delivery({
    transport: own ?? createTransport(config.transport, onPartialFailure),
    prepare: createPrepare({
      redact: options.redact === false ? (event) => event : createRedactor(redaction(options, config)),
      disabledFacets: config.disabledFacets,
      filters: config.filters,
      disabled: config.disabled,
    }),
    reporter,
    spool: spool && new Spool(spool, reporter),
    rejectedLog: spool && new RejectedLog(spool.directory, maxRejectedBytes, reporter),
    maxQueueBytes: options.maxQueueBytes ?? 16 * mebibyte,
    maxQueueEvents: options.maxQueueEvents ?? 10_000,
  });
  return { delivery, config, reporter };
}

/** The part of the options that other sources know too. A transport of one's own leaves nothing to configure. */
function explicitConfig(options: AgentOptions, own: Transport | undefined): Readonly<Record<string, unknown>> {
  const { transport, namespace, disabledFacets } = options;
  return {
    ...(own !== undefined && { transport: { type: "noop" } }),
    ...(own === undefined && transport !== undefined && { transport }),
    ...(namespace !== undefined && { namespace }),
    ...(disabledFacets !== undefined && { disabledFacets }),
  };
}

function redaction(
  options: AgentOptions,
  config: Config,
): { readonly keys: readonly string[]; readonly tags: readonly string[] } {
  const own = options.redact === false ? undefined : options.redact;
  return { keys: [...(own?.keys ?? []), ...config.redactKeys], tags: own?.tags ?? [] };
}

function spoolSettings(
  spool: AgentOptions["spool"],
  defaultDirectory: () => string,
): Required<SpoolSettings> | undefined {
  if (spool === false) return undefined;
  const given = typeof spool === "string" ? { directory: spool } : (spool ?? {});
  return {
    directory: given.directory ?? defaultDirectory(),
    maxBytes: given.maxBytes ?? 256 * mebibyte,
    segmentBytes: given.segmentBytes ?? 4 * mebibyte,
    maxStallMs: given.maxStallMs ?? 1000,
    suspendMs: given.suspendMs ?? 30_000,
  };
}

function isTransport(transport: AgentOptions["transport"]): transport is Transport {
  return typeof transport === "object" && "send" in transport && typeof transport.send === "function";
}

/** Empty where the user has none, as in some containers. */
function homeDirectory(): string {
  try {
    return homedir();
  } catch {
    return "";
  }
}
