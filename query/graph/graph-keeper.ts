import type { LineageGraph } from "./lineage-graph.ts";

export interface KeptGraph {
  readonly graph: LineageGraph;
  /** When it was read from the store. */
  readonly readAt: Date;
}

/**
 * Gives the graph as it was known at a time, now when undefined.
 *
 * @param options.fresh not one that is out of date, however long it takes.
 */
export type GraphSource = (asOf: Date | undefined, options?: { readonly fresh?: boolean }) => Promise<KeptGraph>;

export interface GraphKeeperOptions {
  readonly load: (asOf: Date | undefined) => Promise<LineageGraph>;
  /** Says the same for as long as no event has come or gone; asked for each question. */
  readonly stamp: (asOf: Date | undefined) => Promise<string>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Graphs of past moments that are kept. */
const pastGraphs = 4;
/** A graph of so many edges loads fast enough to be never out of date. */
const fewEdges = 100_000;
/** Of the time, at most so much is spent on loading a larger one while events come all the time. */
const loadingShare = 0.1;
/** Older than this an answer would mislead: it waits for the new graph. */
const oldestMs = 120_000;
/** What is derived from an event may change for so long after it: names are settled a moment later. */
const settlingMs = 10_000;

/**
 * Keeps the graph in memory, since it takes a second to load a few hundred thousand edges, and loads it
 * anew when events have come. A large one is loaded in the background while the one at hand still answers.
 */
export function createGraphKeeper({ load, stamp, now = Date.now }: GraphKeeperOptions): GraphSource {
  const current = new Keeper({ load: () => load(undefined), now, settlingMs });
  const past = new Map<number, Keeper>();
  return async (asOf, { fresh = false } = {}) => {
    const at = await stamp(asOf);
    if (asOf === undefined) return current.get(at, fresh);
    const keeper = past.get(asOf.getTime()) ?? new Keeper({ load: () => load(asOf), now, settlingMs: 0 });
    // Taken out and put in again: the first of a map is the one that was not asked for the longest.
    past.delete(asOf.getTime());
    past.set(asOf.getTime(), keeper);
    const [oldest] = past.keys();
    if (past.size > pastGraphs && oldest !== undefined) past.delete(oldest);
    return keeper.get(at, fresh);
  };
}

interface Loaded extends KeptGraph {
  readonly stamp: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

interface KeeperOptions {
  readonly load: () => Promise<LineageGraph>;
  readonly now: () => number;
  readonly settlingMs: number;
}

/** One graph, and what is loaded to replace it. */
class Keeper {
  readonly #options: KeeperOptions;
  #loaded: Loaded | undefined;
  #loading: Promise<Loaded> | undefined;
  /** The last stamp, and since when it has been that. */
  #seen: { readonly stamp: string; readonly since: number } | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  async get(stamp: string, fresh: boolean): Promise<KeptGraph> {
    const now = this.#options.now();
    if (this.#seen?.stamp !== stamp) this.#seen = { stamp, since: now };
    const loaded = this.#loaded;
    if (loaded === undefined) return this.#loadFor(stamp);
    if (loaded.stamp === stamp && loaded.startedAt >= this.#seen.since + this.#options.settlingMs) return loaded;
    if (fresh || isSmall(loaded) || now - loaded.startedAt > oldestMs) return this.#loadFor(stamp);
    if (now - loaded.endedAt >= (loaded.endedAt - loaded.startedAt) / loadingShare) {
      // Who cannot do with the old one, and asks, is told what went wrong.
      this.#loadFor(stamp).catch(() => undefined);
    }
    return loaded;
  }

  /** A graph that was loaded after the stamp was taken. */
  async #loadFor(stamp: string): Promise<Loaded> {
    const underWay = await this.#loading?.catch(() => undefined);
    if (underWay?.stamp === stamp) return underWay;
    this.#loading ??= this.#loadOnce(stamp).finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #loadOnce(stamp: string): Promise<Loaded> {
    const { load, now } = this.#options;
    const startedAt = now();
    const graph = await load();
    this.#loaded = { graph, stamp, startedAt, endedAt: now(), readAt: new Date(startedAt) };
    return this.#loaded;
  }
}

function isSmall({ graph }: KeptGraph): boolean {
  return graph.edges.job.length <= fewEdges;
}
