import { z } from "zod";
import { relation } from "#store/derived/relation.ts";
import type { Ask } from "../ask.ts";
import { BoundValues } from "../bound-values.ts";
import { rowsByKey } from "../list.ts";
import { runColumns, runItem, runKey, runOf, startTime } from "../lists/runs.ts";
import type { RunItem, RunRow } from "../lists/runs.ts";

export const runTree = z
  .object({
    ancestors: z.array(runItem).readonly().meta({ description: "from the topmost down to the run's parent" }),
    tree: z
      .array(z.object({ depth: z.number().meta({ description: "0 for the run asked for" }), run: runItem }).readonly())
      .readonly()
      .meta({ description: "the run and all it started, a parent before its children, these by their start" }),
    truncated: z.boolean().meta({ description: "whether there is more than was asked for, or was found in 10 s" }),
  })
  .readonly();

export type RunTree = z.infer<typeof runTree>;

export interface TreeBounds {
  /** Levels below the run. */
  readonly depth: number;
  /** Runs in the tree. */
  readonly limit: number;
}

/** Longer chains of parents are cycles or mistakes. */
const maxAncestors = 100;
/** Each level takes a question of its own; what was found by then is answered. */
const enoughMs = 10_000;

/** A run's parents up to the topmost, and what it started, level by level, so that no size of tree costs more than its bounds. */
export async function findRunTree(
  ask: Ask,
  run: RunItem,
  bounds: TreeBounds,
  asOf: Date | undefined,
): Promise<RunTree> {
  const seen = new Set([keyOf(run)]);
  const until = performance.now() + enoughMs;
  const above = await ancestorsOf(ask, run, { seen, until }, asOf);
  const below = await descendantsOf(ask, run, { ...bounds, seen, until }, asOf);
  return {
    ancestors: above.runs,
    tree: inOrder(run, below.children),
    truncated: above.truncated || below.truncated,
  };
}

interface RunKey {
  readonly job: RunItem["job"];
  readonly runId: string;
}

/** No value can be mistaken for a part of another. */
function keyOf({ job, runId }: RunKey): string {
  return JSON.stringify([job.namespace, job.name, runId]);
}

interface Walk {
  /** Runs that were met: a chain of parents can be a ring. */
  readonly seen: Set<string>;
  readonly until: number;
}

async function ancestorsOf(
  ask: Ask,
  run: RunItem,
  { seen, until }: Walk,
  asOf: Date | undefined,
): Promise<{ readonly runs: readonly RunItem[]; readonly truncated: boolean }> {
  const above: RunItem[] = [];
  let { parent } = run;
  while (parent !== null && !seen.has(keyOf(parent))) {
    if (above.length === maxAncestors || performance.now() > until) return { runs: above, truncated: true };
    seen.add(keyOf(parent));
    const [found] = await selectRuns(ask, ["job_namespace", "job_name", "run_id"], [parent], 1, asOf);
    if (found === undefined) break;
    above.unshift(found);
    ({ parent } = found);
  }
  return { runs: above, truncated: false };
}

interface Descendants {
  /** By the parent's key. */
  readonly children: ReadonlyMap<string, readonly RunItem[]>;
  readonly truncated: boolean;
}

async function descendantsOf(
  ask: Ask,
  run: RunItem,
  { depth, limit, seen, until }: TreeBounds & Walk,
  asOf: Date | undefined,
): Promise<Descendants> {
  const children = new Map<string, RunItem[]>();
  const parentKey = ["parent_job_namespace", "parent_job_name", "parent_run_id"] as const;
  let left = limit - 1;
  let level: readonly RunItem[] = [run];
  for (let at = 0; level.length > 0; at++) {
    if (performance.now() > until) return { children, truncated: true };
    const found = await selectRuns(ask, parentKey, level, left + 1, asOf);
    const unseen = found.filter((each) => !seen.has(keyOf(each)));
    if (unseen.length > 0 && (at === depth || unseen.length > left)) {
      const kept = at === depth ? [] : unseen.slice(0, left);
      for (const each of kept) addChild(children, each);
      return { children, truncated: true };
    }
    for (const each of unseen) {
      seen.add(keyOf(each));
      addChild(children, each);
    }
    left -= unseen.length;
    level = unseen;
  }
  return { children, truncated: false };
}

function addChild(children: Map<string, RunItem[]>, run: RunItem): void {
  if (run.parent === null) return;
  const key = keyOf(run.parent);
  const siblings = children.get(key);
  if (siblings === undefined) children.set(key, [run]);
  else siblings.push(run);
}

/** A parent before its children. A loop, since a tree can be deeper than the stack. */
function inOrder(run: RunItem, children: Descendants["children"]): RunTree["tree"] {
  const tree: { readonly depth: number; readonly run: RunItem }[] = [];
  const waiting = [{ depth: 0, run }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    tree.push(next);
    const below = children.get(keyOf(next.run)) ?? [];
    for (const each of below.toReversed()) waiting.push({ depth: next.depth + 1, run: each });
  }
  return tree;
}

/** Keys of one question: a server takes them in an address, whose length is bounded. */
const keysAtOnce = 500;

async function selectRuns(
  ask: Ask,
  columns: readonly [string, string, string],
  keys: readonly RunKey[],
  limit: number,
  asOf: Date | undefined,
): Promise<readonly RunItem[]> {
  const found: RunItem[] = [];
  for (let at = 0; at < keys.length && found.length < limit; at += keysAtOnce) {
    const some = keys.slice(at, at + keysAtOnce);
    found.push(...(await selectSome(ask, columns, some, limit - found.length, asOf)));
  }
  return found;
}

async function selectSome(
  ask: Ask,
  columns: readonly [string, string, string],
  keys: readonly RunKey[],
  limit: number,
  asOf: Date | undefined,
): Promise<readonly RunItem[]> {
  const values = new BoundValues();
  const parts = [
    keys.map(({ job }) => job.namespace),
    keys.map(({ job }) => job.name),
    keys.map(({ runId }) => runId),
  ].map((part) => values.bind("Array(String)", part));
  const runs = relation("runs", asOf);
  const found = `FROM ${runs} WHERE (${columns.join(", ")}) IN (SELECT arrayJoin(arrayZip(${parts.join(", ")})))`;
  const order = `${startTime}, job_namespace, job_name, run_id LIMIT ${values.bind("UInt32", limit)}`;
  const rows = await ask<RunRow>(`SELECT ${runColumns} ${rowsByKey(runKey, runs, found, order)}`, values);
  return rows.map(runOf);
}
