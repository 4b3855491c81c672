import assert from "node:assert/strict";
import { join } from "node:path";
import type { DeadLetterPage } from "#collector/gateway/dead-letter-desk.ts";
import type { Check } from "./producer.ts";
import type { Workplace } from "./workplace.ts";

export interface Carried {
  /** Of the jobs whose runs were sent, each with a START and a COMPLETE. */
  readonly namespace: string;
  readonly runs: number;
  /** What was sent and is no event, as Latin-1. */
  readonly noise: readonly string[];
}

export interface Sent {
  /** Of OpenLineage's client for Python, as its configuration has it. */
  readonly transport: object;
  readonly namespace: string;
  /** The number of the first run; no two have the same. */
  readonly first: number;
  readonly runs: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Sends runs by OpenLineage's client for Python. A transport may be a module in the producer's folder. */
export async function sendRuns(
  { program, directory }: Workplace,
  { transport, namespace, first, runs, env = {} }: Sent,
): Promise<void> {
  const args = [join(import.meta.dirname, "carried.py"), JSON.stringify(transport), namespace, `${first}`, `${runs}`];
  await program("python", args, { env: { ...env, PYTHONPATH: directory } });
}

/** What must be seen of events that a bridge has carried, however often it was killed. */
export function carriedOnce(workplace: Workplace, { namespace, runs, noise }: Carried): readonly Check[] {
  return [
    { title: "every event is there, and once", holds: () => eventsOnce(workplace, namespace, runs) },
    { title: "every run has begun and ended", holds: () => runsEnded(workplace, namespace, runs) },
    { title: "what is no event is a dead letter, byte for byte", holds: () => deadLetters(workplace, noise) },
  ];
}

/** Events in the store. */
export async function stored({ collector }: Workplace): Promise<number> {
  return (await collector.status()).store.events ?? 0;
}

async function eventsOnce({ rows }: Workplace, namespace: string, runs: number): Promise<void> {
  const [counts] = await rows<{ readonly events: string; readonly different: string }>(`SELECT
    toString(count()) AS events, toString(uniqExact(run_id, event_type)) AS different
    FROM tidemark.events FINAL WHERE job_namespace = '${namespace}'`);
  assert.deepEqual(counts, { events: String(2 * runs), different: String(2 * runs) });
}

async function runsEnded({ rows }: Workplace, namespace: string, runs: number): Promise<void> {
  const states = await rows(
    `SELECT state, toString(count()) AS runs FROM tidemark.runs WHERE job_namespace = '${namespace}' GROUP BY state`,
  );
  assert.deepEqual(states, [{ state: "COMPLETE", runs: String(runs) }]);
}

async function deadLetters({ ask, collector }: Workplace, noise: readonly string[]): Promise<void> {
  const { items } = await ask<DeadLetterPage>("dead-letters");
  const raw = async (id: string): Promise<string> => {
    const response = await fetch(`${collector.url}/api/v1/dead-letters/${id}/raw`);
    return Buffer.from(await response.arrayBuffer()).toString("latin1");
  };
  const bytes = await Promise.all(items.map(({ id }) => raw(id)));
  assert.deepEqual(bytes.toSorted(), noise.toSorted());
}
