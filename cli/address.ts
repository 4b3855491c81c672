import type { Command } from "commander";
import { parseCommandLineConfig } from "#collector/config/config.ts";
import { createCollectorClient } from "./collector-client.ts";
import type { CollectorAddress, CollectorClient } from "./collector-client.ts";
import { exitCodes } from "./exit-codes.ts";
import { Failure } from "./failure.ts";

export interface AddressOptions {
  readonly url?: string;
}

export function withAddress(command: Command): Command {
  return command.option("--url <url>", "the collector (TIDEMARK_URL, else port TIDEMARK_PORT, 5050, of this machine)");
}

/** Where the collector is that the options or the environment name. */
export function addressOf(
  env: Readonly<Record<string, string | undefined>>,
  options: AddressOptions,
): CollectorAddress {
  const { url, apiKey, problems } = parseCommandLineConfig(
    options.url === undefined ? env : { ...env, TIDEMARK_URL: options.url },
  );
  if (problems.length > 0) throw new Failure(problems.join("\n"), exitCodes.usage);
  return { url, apiKey };
}

/** The collector that the options or the environment name. */
export function clientOf(
  env: Readonly<Record<string, string | undefined>>,
  options: AddressOptions,
  notice?: (text: string) => void,
): { readonly client: CollectorClient; readonly url: string } {
  const address = addressOf(env, options);
  return { client: createCollectorClient(address, notice), url: address.url };
}
