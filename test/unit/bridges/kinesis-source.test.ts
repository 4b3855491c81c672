import { expect, test } from "vitest";
import { kinesisSource } from "#bridges/kinesis/kinesis-source.ts";
import type { Position, Positions } from "#bridges/kinesis/positions.ts";
import type { KinesisStream, Place, Reading, Shard } from "#bridges/kinesis/stream.ts";

/** A stream in memory: a shard's records are the numbers it begins with, one reading has two. */
class Stream implements KinesisStream {
  readonly name = "test";
  readonly id = "test";
  readonly listed: Shard[];
  readonly records: Readonly<Record<string, readonly string[]>>;
  /** Those that were split or merged. */
  readonly closed = new Set<string>();
  readonly reads: string[] = [];
  /** What the next readings say; undefined for what there is. */
  readonly instead: (Reading | undefined)[] = [];

  constructor(records: Readonly<Record<string, readonly string[]>>, parents: Readonly<Record<string, string[]>> = {}) {
    this.records = records;
    this.listed = Object.keys(records).map((id) => ({ id, parents: parents[id] ?? [] }));
    for (const parent of Object.values(parents).flat()) this.closed.add(parent);
  }

  shards = async (): Promise<readonly Shard[]> => this.listed;
  close = async (): Promise<void> => undefined;

  async read(shard: string, from: Place): Promise<Reading> {
    this.reads.push(`${shard} ${from.kind}${from.kind === "after" ? ` ${from.sequenceNumber}` : ""}`);
    const instead = this.instead.shift();
    if (instead !== undefined) return instead;
    const all = this.records[shard] ?? [];
    const begin =
      from.kind === "oldest" ? 0 : 1 + all.indexOf(from.kind === "after" ? from.sequenceNumber : from.iterator);
    const records = all.slice(begin, begin + 2).map((each) => ({ sequenceNumber: each, data: Buffer.from(each) }));
    const isBehind = begin + 2 < all.length;
    const last = records.at(-1)?.sequenceNumber ?? (from.kind === "iterator" ? from.iterator : "");
    const ended = this.closed.has(shard) && !isBehind;
    return { kind: "records", records, isBehind, next: ended ? undefined : { kind: "iterator", iterator: last } };
  }
}

function positionsIn(kept: Map<string, Position>): Positions {
  return { of: async (shard) => kept.get(shard), set: async (shard, position) => void kept.set(shard, position) };
}

const pauses = { idle: 1, behind: 0, throttled: 20, mostThrottled: 80 };

/** Carries until so many records have come; each batch is confirmed unless told otherwise. */
async function carry(stream: Stream, wanted: number, kept = new Map<string, Position>(), isConfirmed = true) {
  const stop = new AbortController();
  const source = kinesisSource({
    stream,
    positions: positionsIn(kept),
    turn: new AbortController().signal,
    close: stream.close,
    pauses,
  });
  const carried: string[] = [];
  for await (const { bodies, confirm } of source.batches(stop.signal)) {
    carried.push(...bodies.map((body) => Buffer.from(body).toString()));
    if (isConfirmed) await confirm();
    if (carried.length >= wanted) stop.abort();
  }
  return { carried, kept };
}

const after = (sequenceNumber: string): Position => ({ kind: "after", sequenceNumber });

test("all shards are read, and how far is noted when it is confirmed", async () => {
  const stream = new Stream({ a: ["1", "2", "3"], b: ["7"] });
  const unconfirmed = await carry(stream, 4, new Map(), false);
  expect(unconfirmed.carried.toSorted()).toEqual(["1", "2", "3", "7"]);
  expect(unconfirmed.kept).toEqual(new Map());
  const { carried, kept } = await carry(stream, 4);
  expect(carried.toSorted()).toEqual(["1", "2", "3", "7"]);
  expect(kept).toEqual(
    new Map([
      ["a", after("3")],
      ["b", after("7")],
    ]),
  );
});

test("it goes on after what was noted", async () => {
  const stream = new Stream({ a: ["1", "2", "3"], b: ["7"] });
  const { carried } = await carry(stream, 2, new Map([["a", after("2")]]));
  expect(carried.toSorted()).toEqual(["3", "7"]);
  expect(stream.reads).toContain("a after 2");
});

test("a shard that was split or merged is read to its end before what it became", async () => {
  const records = { a: ["1", "2", "3"], b: ["4", "5", "6", "7", "8"], c: ["9"], d: ["10"] };
  const stream = new Stream(records, { c: ["a"], d: ["a", "b"] });
  const { carried, kept } = await carry(stream, 10);
  expect(carried.indexOf("9")).toBeGreaterThan(carried.indexOf("3"));
  expect(carried.indexOf("10")).toBeGreaterThan(Math.max(carried.indexOf("3"), carried.indexOf("8")));
  expect([kept.get("a"), kept.get("b")]).toEqual([{ kind: "end" }, { kind: "end" }]);
});

test("one that was read to its end is not read again, and its children are", async () => {
  const stream = new Stream({ a: ["1"], c: ["9"] }, { c: ["a"] });
  const { carried } = await carry(stream, 1, new Map([["a", { kind: "end" }]]));
  expect([carried, stream.reads[0]]).toEqual([["9"], "c oldest"]);
});

test("a parent that is gone with its records keeps nobody back", async () => {
  const { carried } = await carry(new Stream({ c: ["9"] }, { c: ["gone"] }), 1);
  expect(carried).toEqual(["9"]);
});

test("a shard that ends without a record is noted too", async () => {
  const { kept } = await carry(new Stream({ a: [], c: ["9"] }, { c: ["a"] }), 1);
  expect(kept.get("a")).toEqual({ kind: "end" });
});

test("an iterator that is too old is had anew, after the last record", async () => {
  const stream = new Stream({ a: ["1", "2", "3"] });
  stream.instead.push(undefined, { kind: "expired" });
  const { carried } = await carry(stream, 3);
  expect(carried).toEqual(["1", "2", "3"]);
  expect(stream.reads).toEqual(["a oldest", "a iterator", "a after 2"]);
});

test("what is read too fast is left alone for longer and longer, and nothing is passed over", async () => {
  const stream = new Stream({ a: ["1", "2", "3"] });
  stream.instead.push({ kind: "throttled" }, { kind: "throttled" }, { kind: "throttled" }, { kind: "throttled" });
  const begun = performance.now();
  const { carried } = await carry(stream, 3);
  expect(carried).toEqual(["1", "2", "3"]);
  // A timer may be a millisecond early.
  expect(performance.now() - begun).toBeGreaterThan(20 + 40 + 80 + 80 - 5);
});

test("what is packed into one record comes apart, and is noted together", async () => {
  const packed = "84mawgoHcnVuOmEvMBoLCAAaB3sibiI6MH0aCwgAGgd7Im4iOjJ96zQeHoCzdNJmWfwuri9mkw==";
  const stream = new Stream({ a: ["1"] });
  const records = [{ sequenceNumber: "1", data: Buffer.from(packed, "base64") }];
  stream.instead.push({ kind: "records", records, isBehind: false, next: { kind: "iterator", iterator: "1" } });
  const { carried, kept } = await carry(stream, 2);
  expect([carried, kept.get("a")]).toEqual([['{"n":0}', '{"n":2}'], after("1")]);
});

test("it ends when another may read", async () => {
  const turn = new AbortController();
  const stream = new Stream({ a: ["1"] });
  const options = { stream, positions: positionsIn(new Map()), turn: turn.signal, close: stream.close, pauses };
  let carried = 0;
  for await (const { bodies } of kinesisSource(options).batches(new AbortController().signal)) {
    carried += bodies.length;
    turn.abort();
  }
  expect(carried).toBe(1);
});
