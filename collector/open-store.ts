import { join } from "node:path";
import { installDerived } from "#store/derived/install.ts";
import { openEmbeddedStore } from "#store/engines/embedded.ts";
import type { EmbeddedStore } from "#store/engines/embedded.ts";
import { openServerStore } from "#store/engines/server.ts";
import { startHttpInterface } from "#store/http-interface/http-interface.ts";
import { migrateUp } from "#store/migrations/migrate.ts";
import type { Store } from "#store/store.ts";
import type { Config } from "./config/config.ts";
import { createKeyRing } from "./key-ring.ts";
import type { Shutdown } from "./shutdown.ts";
import type { Logger } from "./telemetry/logger.ts";

export interface OpenedStore {
  readonly store: Store;
  /** For a person: engine, version, where. */
  readonly storeName: string;
  /** ClickHouse's HTTP interface, without credentials. */
  readonly clickhouseUrl: string;
}

export interface OpenOptions {
  readonly config: Config;
  /** Of whoever owns the data directory: as good as a key of the gateway. */
  readonly ownerKey: string;
  readonly logger: Logger;
}

/** The store that the configuration names, its schema up to date. */
export async function openStore(options: OpenOptions, shutdown: Shutdown): Promise<OpenedStore> {
  const { clickhouseUrl } = options.config;
  if (clickhouseUrl === undefined) return openEmbedded(options, shutdown);
  return openServer(clickhouseUrl, options, shutdown);
}

/**
 * The store alone, its schema up to date, for a command. An embedded one is this process's alone then.
 *
 * @throws DirectoryInUseError when a collector has it.
 */
export async function openBareStore(config: Config): Promise<Store> {
  const { clickhouseUrl } = config;
  const store = clickhouseUrl === undefined ? await embeddedStore(config) : await serverStore(clickhouseUrl, config);
  try {
    await migrateUp(store);
    await installDerived(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function embeddedStore({ dataDirectory }: Config): Promise<EmbeddedStore> {
  return openEmbeddedStore({ path: join(dataDirectory, "store") });
}

function serverStore(url: string, { clickhouseUser: user, clickhousePassword: password }: Config): Promise<Store> {
  return openServerStore({
    url,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  });
}

async function openServer(url: string, { config, logger }: OpenOptions, shutdown: Shutdown): Promise<OpenedStore> {
  const store = await serverStore(url, config);
  shutdown.add("store", () => store.close());
  await migrate(store, logger);
  const { origin } = new URL(url);
  return { store, storeName: `ClickHouse ${await versionOf(store)} at ${origin}`, clickhouseUrl: origin };
}

async function openEmbedded({ config, ownerKey, logger }: OpenOptions, shutdown: Shutdown): Promise<OpenedStore> {
  const store = await embeddedStore(config);
  shutdown.add("store", () => store.close());
  await migrate(store, logger);
  const holderOf = createKeyRing([...config.apiKeys, { name: "owner", key: ownerKey }]);
  const http = await startHttpInterface({
    store,
    host: config.host,
    port: config.clickhousePort,
    // A key of the gateway is the password of any user.
    authorize: (_user, key) => config.apiKeys.length === 0 || holderOf(key) !== undefined,
  });
  shutdown.add("ClickHouse interface", () => http.close());
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  const storeName = `ClickHouse ${await versionOf(store)} embedded (chDB)`;
  return { store, storeName, clickhouseUrl: `http://${host}:${http.port}` };
}

async function migrate(store: Store, logger: Logger): Promise<void> {
  const done = await migrateUp(store);
  const last = done.at(-1);
  if (last !== undefined) {
    logger.info({ migrations: done.map(({ name }) => name), version: last.id }, "the schema was brought up to date");
  }
  await installDerived(store);
}

async function versionOf(store: Store): Promise<string> {
  const result = await store.client.query({ query: "SELECT version() AS version", format: "JSONEachRow" });
  const [row] = await result.json<{ readonly version: string }>();
  return row?.version ?? "of unknown version";
}
