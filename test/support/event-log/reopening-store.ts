import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installDerived } from "#store/derived/install.ts";
import { openEmbeddedStore } from "#store/engines/embedded.ts";
import type { EmbeddedStore } from "#store/engines/embedded.ts";
import { migrateUp } from "#store/migrations/migrate.ts";

/** A store on one directory, closed and opened again at will. */
export interface ReopeningStore {
  /** Another one after `reopen`. */
  readonly store: EmbeddedStore;
  readonly path: string;
  reopen(): Promise<void>;
  cleanup(): Promise<void>;
}

/** As a collector opens it, each time. */
export async function openAt(path: string): Promise<EmbeddedStore> {
  const store = await openEmbeddedStore({ path });
  await migrateUp(store);
  await installDerived(store);
  return store;
}

export async function openReopeningStore(): Promise<ReopeningStore> {
  const path = mkdtempSync(join(tmpdir(), "tidemark-store-"));
  let store = await openAt(path);
  return {
    get store() {
      return store;
    },
    path,
    async reopen() {
      await store.close();
      store = await openAt(path);
    },
    async cleanup() {
      await store.close();
      rmSync(path, { recursive: true, force: true });
    },
  };
}
