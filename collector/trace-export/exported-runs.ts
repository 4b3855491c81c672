import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { EndedRun } from "./ended-run.ts";

/** A run that is heard of late, by another collector or after a stall, may be older than one sent before. */
const overlapMicros = 600_000_000n;

const file = z.object({ through: z.string().regex(/^\d+$/), runs: z.record(z.string(), z.string().regex(/^\d+$/)) });

/** Which runs were sent, kept in a file: those of the last minutes by name, all before them by time. */
export class ExportedRuns {
  readonly #path: string;
  #through: bigint;
  /** When it was heard that it had ended, by run. */
  #runs: Map<string, bigint>;

  /** Without a file nothing that ended before `now` is sent. */
  constructor(path: string, now: bigint) {
    const kept = read(path);
    this.#path = path;
    this.#through = kept === undefined ? now : BigInt(kept.through);
    this.#runs = new Map(Object.entries(kept?.runs ?? {}).map(([run, heard]) => [run, BigInt(heard)]));
    if (kept === undefined) this.#start = now;
  }

  #start = 0n;

  /** From which time on there may be runs that were not sent. */
  get from(): bigint {
    const from = this.#through - overlapMicros;
    return from > this.#start ? from : this.#start;
  }

  has(run: EndedRun): boolean {
    return this.#runs.has(keyOf(run));
  }

  /** Kept on disk when it returns. */
  add(runs: readonly EndedRun[]): void {
    for (const run of runs) {
      const heard = BigInt(run.heard);
      this.#runs.set(keyOf(run), heard);
      if (heard > this.#through) this.#through = heard;
    }
    const from = this.from;
    this.#runs = new Map([...this.#runs].filter(([, heard]) => heard >= from));
    const content = {
      through: this.#through.toString(),
      runs: Object.fromEntries([...this.#runs].map(([run, heard]) => [run, heard.toString()])),
    };
    writeFileSync(`${this.#path}.new`, JSON.stringify(content));
    renameSync(`${this.#path}.new`, this.#path);
  }
}

function keyOf({ job_namespace, job_name, run_id }: EndedRun): string {
  return JSON.stringify([job_namespace, job_name, run_id]);
}

function read(path: string): z.infer<typeof file> | undefined {
  try {
    return file.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined;
  }
}
