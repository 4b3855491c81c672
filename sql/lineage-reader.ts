import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Dialect } from "./dialect.ts";
import type { SqlLineage } from "./lineage.ts";

/** Reads texts beside the process' own work: one at a time, in a thread that is there only while there are some. */
export interface LineageReader {
  /** Never fails: what could not be read is a problem of the answer. */
  readonly read: (sql: string, dialect: Dialect) => Promise<SqlLineage>;
  readonly close: () => Promise<void>;
}

interface LineageReaderOptions {
  /** A text that takes longer is given up. */
  readonly patienceMs?: number;
  /** The thread, with the parser's memory, ends when there was nothing for so long. */
  readonly idleMs?: number;
}

export function createLineageReader({
  patienceMs = 20_000,
  idleMs = 30_000,
}: LineageReaderOptions = {}): LineageReader {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;

  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  };

  const read = async (sql: string, dialect: Dialect): Promise<SqlLineage> => {
    clearTimeout(idle);
    worker ??= new Worker(new URL("lineage-worker.ts", import.meta.url), { resourceLimits });
    const answer = await answerOf(worker, { sql, dialect }, patienceMs);
    if (typeof answer === "string") {
      await end();
      return { dialect, statements: [], problems: [answer] };
    }
    // It is no reason for the process to stay.
    worker?.unref();
    idle = setTimeout(() => void end(), idleMs).unref();
    return answer;
  };

  let last: Promise<unknown> = Promise.resolve();
  return {
    read(sql, dialect) {
      const answer = last.then(() => read(sql, dialect));
      last = answer;
      return answer;
    },
    close: end,
  };
}

const resourceLimits = { maxOldGenerationSizeMb: 512 };

/** The lineage, or why there is none. */
async function answerOf(worker: Worker, question: object, patienceMs: number): Promise<SqlLineage | string> {
  worker.ref();
  const settled = new AbortController();
  const { signal } = settled;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const answered = once(worker, "message", { signal: patience }).then(([lineage]: SqlLineage[]) => lineage);
  const ended = once(worker, "exit", { signal }).then(() => undefined);
  worker.postMessage(question, []);
  try {
    return (await Promise.race([answered, ended])) ?? "the parser was ended";
  } catch (error) {
    return error instanceof Error && error.name === "AbortError"
      ? `the parser was given up after ${patienceMs / 1000} s`
      : "the parser failed on it";
  } finally {
    settled.abort();
    await Promise.allSettled([answered, ended]);
  }
}
