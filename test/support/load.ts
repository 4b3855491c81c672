import { setTimeout as delay } from "node:timers/promises";
import { startChild } from "./child.ts";
import type { Child } from "./child.ts";
import type { TestCollector } from "./collector.ts";

/** What `emit-load.ts` prints. */
export interface LoadLine {
  readonly startedAt: number;
  /** Events number 0 to this are with the agent. */
  readonly emitted: number;
  readonly confirmed: number;
  readonly pending: number;
  readonly rejected: number;
  readonly dropped: number;
  /** Microseconds of one `emit`. */
  readonly emitMedian: number;
  readonly emitP99: number;
  readonly cpuSeconds: number;
}

export interface Load {
  readonly url: string;
  readonly spool: string;
  readonly from?: number;
  readonly to: number;
  /** Events a message; 1 is the format of the other OpenLineage clients. */
  readonly batch?: number;
  readonly bytes?: number;
  /** Events a second; as many as the log confirms when left out. */
  readonly rate?: number;
}

export function startLoad(load: Load): Child<LoadLine> {
  return startChild("test/support/emit-load.ts", { ...load });
}

/** Short beside what is waited for; what is asked more often is what the answerer is busy with. */
const betweenLooksMs = 100;

/** Waits for a condition of the world outside; throws when it does not come true in time. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not in ${timeoutMs} ms: ${String(condition)}`);
    await delay(betweenLooksMs);
  }
}

/** One number out of the store, over ClickHouse's HTTP interface. */
export async function count(collector: Pick<TestCollector, "clickhouseUrl">, query: string): Promise<number> {
  const answer = await fetch(collector.clickhouseUrl, { method: "POST", body: query });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return Number(text);
}
