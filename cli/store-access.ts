import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Config } from "#collector/config/config.ts";
import { openBareStore } from "#collector/open-store.ts";
import { readOwnerFile } from "#collector/owner-file.ts";
import { DirectoryInUseError } from "#store/engines/directory-lock.ts";
import type { Store } from "#store/store.ts";
import { addressOf } from "./address.ts";
import type { AddressOptions } from "./address.ts";
import { createCollectorClient } from "./collector-client.ts";
import type { CollectorAddress, CollectorClient } from "./collector-client.ts";
import { configOf } from "./configuration.ts";
import { Failure } from "./failure.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** How a command gets at the events. */
export type StoreAccess =
  | {
      readonly kind: "collector";
      readonly where: string;
      readonly client: CollectorClient;
      readonly apiKey: string | undefined;
      readonly close: Close;
    }
  | {
      readonly kind: "store";
      readonly where: string;
      readonly store: Store;
      readonly config: Config;
      readonly close: Close;
    };

type Close = () => Promise<void>;

/**
 * Through the collector that --url or TIDEMARK_URL names; else into the ClickHouse server or the data
 * directory that the configuration names. A directory that a collector has open is reached through that
 * collector, whose address and key stand in the directory.
 *
 * `make`: whether a data directory that is not there is made.
 */
export async function accessStore(
  env: Environment,
  options: AddressOptions,
  { make }: { readonly make: boolean },
): Promise<StoreAccess> {
  if (options.url !== undefined || (env["TIDEMARK_URL"] ?? "") !== "") {
    return throughCollector(addressOf(env, options));
  }
  const config = configOf(env);
  const directory = resolve(config.dataDirectory);
  if (config.clickhouseUrl === undefined && !make && !existsSync(join(directory, "store"))) {
    throw new Failure(
      `there is no store in ${directory}: say where it is with TIDEMARK_DATA, or which collector to ask with --url`,
    );
  }
  try {
    const store = await openBareStore(config);
    const where =
      config.clickhouseUrl === undefined ? `the store in ${directory}` : new URL(config.clickhouseUrl).origin;
    return { kind: "store", store, config, where, close: () => store.close() };
  } catch (error) {
    if (error instanceof DirectoryInUseError) return throughOwner(directory, error);
    throw new Failure(error instanceof Error ? error.message : String(error));
  }
}

function throughOwner(directory: string, error: DirectoryInUseError): StoreAccess {
  const owner = readOwnerFile(directory);
  // A collector that is just starting or stopping has none; a killed one has left its own.
  if (owner === undefined || (error.pid !== undefined && owner.pid !== error.pid)) throw new Failure(error.message);
  return throughCollector({ url: owner.url, apiKey: owner.key });
}

function throughCollector({ url, apiKey }: CollectorAddress): StoreAccess {
  const client = createCollectorClient({ url, apiKey });
  return { kind: "collector", client, apiKey, where: `the collector at ${url}`, close: async () => undefined };
}
