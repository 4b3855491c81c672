import { eventsHorizon } from "../retention/events-horizon.ts";
import type { Store } from "../store.ts";
import {
  announceChanges,
  createGeneration,
  currentGenerations,
  derivedTables,
  digestOf,
  dropGeneration,
  isSettled,
  listGenerations,
  pointTo,
  register,
  tableOf,
} from "./generations.ts";
import type { Derived, Generation } from "./generations.ts";
import { fillProjection, fillSettled, insertsBefore } from "./fill-generation.ts";
import type { FillOptions } from "./fill-generation.ts";
import { installViews } from "./install.ts";
import type { Projection } from "./projection.ts";
import { runDatasets } from "./projections/run-datasets.ts";
import { runs } from "./projections/runs.ts";

export interface RebuildOptions extends FillOptions {
  /** Derive from the events that are left, although retention has dropped others. */
  readonly forgetDropped?: boolean;
  /** All of them when not given. What is settled follows the projections it is made from. */
  readonly names?: readonly string[];
}

export class EventsDroppedError extends Error {
  override readonly name = "EventsDroppedError";

  constructor(projection: string) {
    super(
      `Retention has dropped events, and ${projection} is derived otherwise now than when it knew them. ` +
        "Import their archives first and rebuild with --forget-dropped, or rebuild so without them.",
    );
  }
}

export class UnknownProjectionError extends Error {
  override readonly name = "UnknownProjectionError";
  readonly unknown: readonly string[];

  constructor(unknown: readonly string[]) {
    super(`There is no projection ${unknown.join(", ")}`);
    this.unknown = unknown;
  }
}

/**
 * Derives tables again from all events, each beside the one that is read, and swaps it in when it is
 * whole. Events may arrive meanwhile: the new table is fed from its first moment, and what is read twice
 * changes nothing. Stopped in the middle it goes on, when called again, where it was.
 *
 * The table before stays, and is fed, until `forgetPrevious` or the next rebuild; `rollback` goes back to it.
 *
 * Where retention has dropped events, what a table knew of them is taken over from the table before.
 *
 * @throws UnknownProjectionError
 * @throws EventsDroppedError when that is not possible
 */
export async function rebuild(store: Store, options: RebuildOptions = {}): Promise<readonly string[]> {
  const wanted = chosen(options.names);
  const { dropped } = await eventsHorizon(store);
  for (const derived of wanted) {
    const generation = await nextGeneration(store, derived);
    await insertsBefore(store, options.signal);
    if (dropped && !isSettled(derived)) await keepOlder(store, derived, generation, options);
    if (isSettled(derived)) await fillSettled(store, derived, generation, options);
    else await fillProjection(store, derived, generation, options);
    await register(store, { ...generation, filled: true });
    await announceChanges(store, derived, generation);
    await pointTo(store, derived, generation);
    await installViews(store);
    await dropAllBut(store, derived.name, generation.generation);
  }
  return wanted.map(({ name }) => name);
}

/** What the events that retention has dropped had said: from the table before, where it is of the same definition. */
async function keepOlder(
  store: Store,
  projection: Projection,
  generation: Generation,
  { forgetDropped = false }: RebuildOptions,
): Promise<void> {
  if (forgetDropped) return;
  const current = (await currentGenerations(store)).get(projection.name);
  const before = (await listGenerations(store)).find(
    (one) => one.name === projection.name && one.generation === current && one.filled,
  );
  if (before?.digest !== generation.digest) throw new EventsDroppedError(projection.name);
  const columns = [...Object.keys(projection.key), ...Object.keys(projection.states)].join(", ");
  await store.client.command({
    query: `INSERT INTO ${tableOf(generation)} (${columns}) SELECT ${columns} FROM ${tableOf(before)}`,
  });
}

/** Goes back to the tables before the last rebuild; resolves with the names of those that had one. */
export async function rollback(store: Store, names?: readonly string[]): Promise<readonly string[]> {
  const current = await currentGenerations(store);
  const generations = await listGenerations(store);
  const back: string[] = [];
  for (const derived of chosen(names)) {
    const before = generations.findLast(
      ({ name, generation, filled }) => name === derived.name && filled && generation < (current.get(name) ?? 0),
    );
    if (before === undefined) continue;
    await pointTo(store, derived, before);
    await dropNewer(store, before);
    back.push(derived.name);
  }
  return back;
}

/** Drops the tables before the last rebuild, which cost space and a little of each insert. */
export async function forgetPrevious(store: Store, names?: readonly string[]): Promise<readonly string[]> {
  const current = await currentGenerations(store);
  const old = (await listGenerations(store)).filter(
    ({ name, generation }) => generation < (current.get(name) ?? 0) && chosen(names).some((one) => one.name === name),
  );
  for (const generation of old) await dropGeneration(store, generation);
  return [...new Set(old.map(({ name }) => name))];
}

/**
 * All, or those that are named, in the order in which they are filled; with a projection comes what is
 * settled from it.
 *
 * @throws UnknownProjectionError
 */
export function chosen(names: readonly string[] | undefined): readonly Derived[] {
  if (names === undefined || names.length === 0) return derivedTables;
  const unknown = names.filter((name) => !derivedTables.some((derived) => derived.name === name));
  if (unknown.length > 0) throw new UnknownProjectionError(unknown);
  const settledToo = names.some((name) => name === runs.name || name === runDatasets.name);
  return derivedTables.filter((derived) => names.includes(derived.name) || (settledToo && isSettled(derived)));
}

/** One that was begun and is still what would be begun now; else a new one. */
async function nextGeneration(store: Store, derived: Derived): Promise<Generation> {
  const current = (await currentGenerations(store)).get(derived.name) ?? 0;
  const known = (await listGenerations(store)).filter(({ name }) => name === derived.name);
  const digest = digestOf(derived);
  const newer = known.filter(({ generation }) => generation > current);
  const begun = newer.find((generation) => !generation.filled && generation.digest === digest);
  for (const useless of newer) if (useless !== begun) await dropGeneration(store, useless);
  const generation = begun ?? {
    name: derived.name,
    generation: Math.max(current, ...known.map((one) => one.generation)) + 1,
    digest,
    filled: false,
  };
  await createGeneration(store, derived, generation);
  return generation;
}

/** The one that was read before stays, for `rollback`. */
async function dropAllBut(store: Store, name: string, current: number): Promise<void> {
  const old = (await listGenerations(store)).filter((one) => one.name === name && one.generation < current);
  for (const generation of old.slice(0, -1)) await dropGeneration(store, generation);
}

async function dropNewer(store: Store, than: Generation): Promise<void> {
  const newer = (await listGenerations(store)).filter(
    ({ name, generation }) => name === than.name && generation > than.generation,
  );
  for (const generation of newer) await dropGeneration(store, generation);
}
