import { expect, test, vi } from "vitest";
import { runBridge } from "#bridges/bridge.ts";
import type { BridgeNotice } from "#bridges/bridge.ts";
import type { Delivered, Destination } from "#bridges/destination.ts";
import type { Batch, Source } from "#bridges/source.ts";

const stored: Delivered = { kind: "stored" };
const away: Delivered = { kind: "retry", cause: "it is away" };
const bodies = (...texts: readonly string[]): readonly Uint8Array[] => texts.map((text) => Buffer.from(text));

/** A broker that remembers how far it was told, and begins there when it is opened. */
class Broker {
  confirmed = 0;
  opened = 0;
  closed = 0;
  readonly #batches: readonly (readonly string[])[];
  readonly #atEnd: () => void;
  confirm: () => Promise<void> = async () => undefined;
  /** Before a batch is given out. */
  give: (index: number) => void = () => undefined;

  constructor(batches: readonly (readonly string[])[], atEnd: () => void) {
    this.#batches = batches;
    this.#atEnd = atEnd;
  }

  open = async (): Promise<Source> => {
    this.opened++;
    return { name: "test", batches: () => this.#give(), close: async () => void this.closed++ };
  };

  async *#give(): AsyncGenerator<Batch> {
    for (let index = this.confirmed; index < this.#batches.length; index++) {
      this.give(index);
      yield {
        bodies: bodies(...(this.#batches[index] ?? [])),
        confirm: async () => {
          await this.confirm();
          this.confirmed = index + 1;
        },
      };
    }
    this.#atEnd();
  }
}

function fixture(batches: readonly (readonly string[])[], deliver: (text: string) => Promise<Delivered> | Delivered) {
  const stop = new AbortController();
  const broker = new Broker(batches, () => stop.abort());
  const delivered: string[] = [];
  const destination: Destination = {
    name: "test",
    parallel: 2,
    async deliver(body) {
      const text = Buffer.from(body).toString();
      const outcome = await deliver(text);
      if (outcome.kind !== "retry") delivered.push(text);
      return outcome;
    },
  };
  const notices: BridgeNotice[] = [];
  const onNotice = (notice: BridgeNotice): void => void notices.push(notice);
  const run = (): Promise<void> =>
    runBridge({ open: broker.open, destination, signal: stop.signal, onNotice, pauseMs: 1 });
  return { broker, delivered, notices, run, stop: () => stop.abort() };
}

test("a batch is confirmed after every event of it is safe, and the next is taken after that", async () => {
  const slow = Promise.withResolvers<Delivered>();
  const { broker, delivered, notices, run } = fixture([["a", "b", "c"], ["d"]], (text) =>
    text === "a" ? slow.promise : stored,
  );
  const running = run();
  await vi.waitFor(() => expect(delivered).toEqual(["b", "c"]));
  expect(broker.confirmed).toBe(0);
  slow.resolve(stored);
  await running;
  expect([delivered, broker.confirmed, broker.closed]).toEqual([["b", "c", "a", "d"], 2, 1]);
  expect(notices).toContainEqual({ kind: "forwarded", stored: 3, refused: new Map() });
});

test("what the destination does not take is delivered again, until it does", async () => {
  let failures = 2;
  const { broker, delivered, notices, run } = fixture([["a"]], () => (failures-- > 0 ? away : stored));
  await run();
  expect([delivered, broker.confirmed]).toEqual([["a"], 1]);
  expect(notices.filter(({ kind }) => kind === "waiting")).toHaveLength(2);
});

test("what is refused for good is counted by reason, and keeps nothing back", async () => {
  const { broker, notices, run } = fixture([["bad", "a", "bad"]], (text) =>
    text === "bad" ? { kind: "refused", reason: "not_json" } : stored,
  );
  await run();
  expect(broker.confirmed).toBe(1);
  expect(notices).toContainEqual({ kind: "forwarded", stored: 1, refused: new Map([["not_json", 2]]) });
});

test("ended while the destination is away, it confirms nothing of the batch", async () => {
  const { broker, run, stop } = fixture([["a"], ["b"]], (text) => {
    if (text === "a") return stored;
    stop();
    return away;
  });
  await run();
  expect([broker.confirmed, broker.closed]).toEqual([1, 1]);
});

test("a source that is lost is opened again, and what was not confirmed comes again", async () => {
  let lost = false;
  const { broker, delivered, notices, run } = fixture([["a"], ["b"]], () => stored);
  broker.give = (index) => {
    if (index !== 1 || lost) return;
    lost = true;
    throw new Error("the connection is lost");
  };
  await run();
  expect([delivered, broker.opened, broker.closed]).toEqual([["a", "b"], 2, 2]);
  expect(notices).toContainEqual({ kind: "waiting", for: "source", cause: "the connection is lost" });
});

test("a confirmation that does not arrive is told, and no reason to stop", async () => {
  const { broker, delivered, notices, run } = fixture([["a"]], () => stored);
  broker.confirm = () => Promise.reject(new Error("rebalance in progress"));
  await run();
  expect([delivered, broker.confirmed]).toEqual([["a"], 0]);
  expect(notices).toContainEqual({ kind: "unconfirmed", cause: "rebalance in progress" });
});

test("a source that cannot be opened yet is tried again", async () => {
  const { broker, delivered, notices, run } = fixture([["a"]], () => stored);
  const { open } = broker;
  let failures = 2;
  broker.open = () => (failures-- > 0 ? Promise.reject(new Error("nobody listens")) : open());
  await run();
  expect([delivered, broker.confirmed]).toEqual([["a"], 1]);
  expect(notices).toContainEqual({ kind: "waiting", for: "source", cause: "nobody listens" });
});
