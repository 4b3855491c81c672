import { openServerStore } from "#store/engines/server.ts";
import type { Store } from "#store/store.ts";
import type { AddressOptions } from "./address.ts";
import { configOf } from "./configuration.ts";
import { Failure } from "./failure.ts";
import { accessStore } from "./store-access.ts";
import type { StoreAccess } from "./store-access.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface ReadStore {
  /** To be asked; what would change it may be refused. */
  readonly store: Store;
  /** For a person. */
  readonly where: string;
  readonly close: () => Promise<void>;
}

/**
 * The store for a command that asks in SQL: itself where it is free, else over ClickHouse's interface, whose address the
 * collector says that has it.
 */
export async function openToRead(env: Environment, options: AddressOptions): Promise<ReadStore> {
  const access = await accessStore(env, options, { make: false });
  if (access.kind === "store") return access;
  const store = await overInterface(env, access);
  return { store, where: access.where, close: () => store.close() };
}

async function overInterface(env: Environment, access: StoreAccess & { readonly kind: "collector" }): Promise<Store> {
  const { kind, url } = (await access.client.status()).store;
  try {
    if (kind === "embedded") return await openServerStore({ url, password: access.apiKey ?? "" });
    const { clickhouseUser: user, clickhousePassword: password } = configOf(env);
    return await openServerStore({
      url,
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
    });
  } catch (error) {
    throw new Failure(
      `${access.where} has its data at ${url}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
