import type { DeliveryCounts } from "#agent/index.ts";
import { createAgent } from "#agent/index.ts";
import { importTransport, patientSpool } from "../connection.ts";
import type { Connection } from "../connection.ts";
import { moments } from "./replay.ts";
import { timeline } from "./timeline.ts";

/** What the process is told, as JSON in its first argument. */
export interface ImportTask {
  readonly connection: Connection;
  readonly spool: string;
  readonly days: number;
  /** End of the history, a full hour. */
  readonly end: number;
}

export type ImportMessage =
  | { readonly kind: "progress"; readonly confirmed: number; readonly total: number }
  | { readonly kind: "done"; readonly counts: DeliveryCounts; readonly total: number; readonly milliseconds: number };

const flushEvery = 1000;

async function importHistory({ connection, spool, days, end }: ImportTask): Promise<void> {
  const past = moments(timeline(days, { end }));
  let clock = 0;
  const agent = createAgent({
    transport: importTransport(connection),
    producer: "https://harbour-finch.example/pipelines",
    spool: patientSpool(spool),
    heartbeatMs: 0,
    // An interrupted import is started anew: what it says of the past must not be an ABORT of now.
    handleSignals: false,
    now: () => clock,
    env: {},
  });
  const startedAt = performance.now();
  for (const [index, { at, act }] of past.entries()) {
    clock = at;
    act(agent);
    if (index % flushEvery !== flushEvery - 1) continue;
    const { confirmed } = await agent.flush(60_000);
    tell({ kind: "progress", confirmed, total: past.length });
  }
  const counts = await agent.close(60_000);
  tell({ kind: "done", counts, total: past.length, milliseconds: performance.now() - startedAt });
}

function tell(message: ImportMessage): void {
  process.send?.(message);
}

await importHistory(JSON.parse(process.argv[2] ?? "{}"));
process.disconnect?.();
