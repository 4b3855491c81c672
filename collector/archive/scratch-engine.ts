import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedStore } from "#store/engines/embedded.ts";
import type { Store } from "#store/store.ts";

export interface ScratchEngine {
  /** Started at the first call. Rejects with NoEngineError. */
  readonly get: () => Promise<Store>;
  readonly close: () => Promise<void>;
}

export class NoEngineError extends Error {
  override readonly name = "NoEngineError";
}

/** An embedded engine without data, to read files of formats that nothing else here reads. */
export function scratchEngine(): ScratchEngine {
  let opened: ReturnType<typeof open> | undefined;
  return {
    async get() {
      opened ??= open();
      return (await opened).store;
    },
    async close() {
      const scratch = await opened?.catch(() => undefined);
      opened = undefined;
      if (scratch === undefined) return;
      await scratch.store.close();
      await rm(scratch.path, { recursive: true, force: true });
    },
  };
}

async function open(): Promise<{ readonly store: Store; readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "tidemark-engine-"));
  try {
    return { store: await openEmbeddedStore({ path }), path };
  } catch (error) {
    await rm(path, { recursive: true, force: true });
    const why = error instanceof Error ? error.message : String(error);
    throw new NoEngineError(`this format is read by the embedded engine, NDJSON is read without: ${why}`);
  }
}
