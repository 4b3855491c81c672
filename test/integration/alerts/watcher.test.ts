import { connect } from "@nats-io/transport-node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Outcome } from "#alerts/channels/sender.ts";
import { defaultIncidentSettings } from "#alerts/incidents/incident-settings.ts";
import type { Message } from "#alerts/message/message.ts";
import { soleLease } from "#alerts/watcher/lease.ts";
import type { Lease } from "#alerts/watcher/lease.ts";
import { openNatsLease } from "#alerts/watcher/nats-lease.ts";
import { Watcher } from "#alerts/watcher/watcher.ts";
import type { Verdict } from "#signals/verdict.ts";
import { undeliveredChannels } from "#collector/undelivered.ts";
import { recordAction } from "#store/incidents/record-action.ts";
import type { Store } from "#store/store.ts";
import { directory, evaluation, hour, lineage, minute, verdict } from "#test/support/incidents.ts";
import { startNatsServer } from "#test/support/nats-server.ts";
import { openTestStore } from "#test/support/store.ts";
import type { TestStore } from "#test/support/store.ts";

let db: TestStore;
beforeAll(async () => {
  db = await openTestStore({ derived: false });
});
afterAll(() => db.cleanup());

const people = directory(`defaults: { channels: [pager], owner: data, escalation: [{ after: 1d, channels: [mail] }] }
channels: { pager: { type: stdout }, mail: { type: stdout } }
`);

interface Sent {
  readonly channel: string;
  readonly message: Message;
}

const began = Date.UTC(2026, 4, 1);
let day = 0;
let now = 0;
let open: Watcher[] = [];
beforeEach(async () => {
  // Days apart, so that no test remembers what another did.
  now = began + 40 * 24 * hour * day++;
  await db.store.client.command({ query: "TRUNCATE TABLE tidemark.incident_log" });
});
afterEach(async () => {
  for (const end of hanging) end({ kind: "retry", why: "the test has ended", afterMs: undefined });
  hanging = [];
  for (const watcher of open) await watcher.close();
  open = [];
});

/** An answer that does not come. */
let hanging: ((outcome: Outcome) => void)[] = [];
function noAnswer(): Promise<Outcome> {
  return new Promise((resolve) => {
    hanging.push(resolve);
  });
}

function pagerIsDown({ channel }: Sent): Outcome {
  return channel === "pager"
    ? { kind: "retry", why: "HTTP 503", afterMs: undefined }
    : { kind: "delivered", receipt: "a mail" };
}

interface Options {
  readonly lease?: Lease;
  readonly store?: Pick<Store, "insert" | "client">;
  readonly answer?: (sent: Sent, attempt: number) => Outcome | Promise<Outcome>;
}

/** A watcher whose channels answer as a test says; delivered when it says nothing. */
function watch({ lease = soleLease(), store = db.store, answer }: Options = {}) {
  const sent: Sent[] = [];
  const watcher = new Watcher({
    store,
    lease,
    directory: people,
    lineage: async () => lineage("raw -> job:load -> orders -> report"),
    lastGood: async () => undefined,
    senderOf:
      ({ name }) =>
      async (message) => {
        const one = { channel: name, message };
        sent.push(one);
        return (await answer?.(one, sent.length)) ?? { kind: "delivered", receipt: `receipt ${sent.length}` };
      },
    addresses: { grafana: undefined, tidemark: undefined, runbooks: undefined },
    settings: defaultIncidentSettings,
    attempts: { most: 3, firstDelayMs: 1, longestDelayMs: 5, failures: 5, pauseMs: 5 },
    onProblem: (error) => expect.unreachable(String(error)),
    now: () => now,
  });
  open.push(watcher);
  return { sent, watcher, told: () => sent.map(({ channel, message: { notice } }) => `${notice} ${channel}`) };
}

/** Of what nothing is above, so nothing is waited for. */
const broken = () => verdict("raw", { since: now - minute });

async function notifications() {
  return db.rows<{ readonly channel: string; readonly state: string; readonly error: string }>(
    "SELECT channel, state, error, attempts FROM tidemark.notifications ORDER BY channel DESC",
  );
}

test("a breach is told once, however often it is found, and its end too", async () => {
  const { watcher, told, sent } = watch();
  const breach = broken();
  for (let round = 0; round < 3; round++, now += minute) {
    await watcher.take(evaluation(now, [breach, verdict("orders", { since: now })]));
  }
  await vi.waitFor(() => expect(told()).toEqual(["opened pager"]));
  expect(sent[0]?.message.headline).toContain("raw: is late; 2 datasets downstream");
  for (let round = 0; round < 5; round++, now += minute) await watcher.take(evaluation(now, []));
  await vi.waitFor(() => expect(told()).toEqual(["opened pager", "resolved pager"]));
  await vi.waitFor(async () =>
    expect((await notifications()).map(({ state }) => state)).toEqual(["delivered", "delivered"]),
  );
});

test("what was being sent when a process died is sent again by the next; what was delivered is not", async () => {
  const first = watch({ answer: noAnswer });
  const breach = broken();
  await first.watcher.take(evaluation(now, [breach]));
  await vi.waitFor(() => expect(first.told()).toEqual(["opened pager"]));
  now += minute;
  const second = watch();
  await second.watcher.take(evaluation(now, [breach]));
  await vi.waitFor(() => expect(second.told()).toEqual(["opened pager"]));
  expect(second.sent[0]?.message.key).toBe(first.sent[0]?.message.key);
  await vi.waitFor(async () => expect(await notifications()).toMatchObject([{ state: "delivered" }]));
  now += minute;
  const third = watch();
  await third.watcher.take(evaluation(now, [breach]));
  expect(third.told()).toEqual([]);
});

test("a channel that fails is tried again, then given up: the next is told, and all of it can be seen", async () => {
  const { watcher, told } = watch({ answer: pagerIsDown });
  await watcher.take(evaluation(now, [broken()]));
  await vi.waitFor(() => expect(told()).toContain("opened mail"));
  expect(told().filter((each) => each === "opened pager")).toHaveLength(3);
  await vi.waitFor(async () =>
    expect(await notifications()).toEqual([
      { channel: "pager", state: "failed", error: "HTTP 503", attempts: 3 },
      { channel: "mail", state: "delivered", error: "", attempts: 1 },
    ]),
  );
});

test("a channel that takes nothing is named, until it takes something", async () => {
  let isDown = true;
  const { watcher, told } = watch({
    answer: (sent) => (isDown ? pagerIsDown(sent) : { kind: "delivered", receipt: "a page" }),
  });
  const undelivered = () => undeliveredChannels(db.store, now - hour);
  await watcher.take(evaluation(now, [broken()]));
  await vi.waitFor(async () =>
    expect(await undelivered()).toEqual([{ channel: "pager", notifications: 1, error: "HTTP 503" }]),
  );
  expect(await undeliveredChannels(db.store, now + hour)).toEqual([]);
  isDown = false;
  now += 2 * minute;
  await watcher.take(evaluation(now, [broken(), verdict("elsewhere", { since: now - minute })]));
  await vi.waitFor(() => expect(told().filter((each) => each === "opened pager").length).toBeGreaterThan(3));
  await vi.waitFor(async () => expect(await undelivered()).toEqual([]));
});

test("a channel is not tried before the time it names", async () => {
  const { watcher, sent } = watch({
    answer: (_, attempt) =>
      attempt === 1 ? { kind: "retry", why: "HTTP 429", afterMs: 300 } : { kind: "delivered", receipt: "" },
  });
  const begun = performance.now();
  await watcher.take(evaluation(now, [broken()]));
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  expect(performance.now() - begun).toBeGreaterThanOrEqual(295);
});

test("a delivery that takes long keeps no other round or channel waiting", async () => {
  const { watcher, told } = watch({
    answer: ({ message }) => (message.cause.name === "raw" ? noAnswer() : { kind: "delivered", receipt: "" }),
  });
  const breach = broken();
  await watcher.take(evaluation(now, [breach]));
  now += minute;
  await watcher.take(evaluation(now, [breach, verdict("elsewhere", { since: now })]));
  await vi.waitFor(() => expect(told()).toEqual(["opened pager", "opened pager"]));
});

test("what a person does is taken up with the next round", async () => {
  const { watcher, told } = watch();
  const breach = broken();
  await watcher.take(evaluation(now, [breach]));
  await vi.waitFor(async () => expect(await notifications()).toMatchObject([{ state: "delivered" }]));
  const [incident] = await db.rows<{ readonly id: string }>("SELECT incident_id AS id FROM tidemark.incidents");
  now += minute;
  await recordAction(db.store, { kind: "acknowledged", incident: incident?.id ?? "", by: "kim" }, now);
  now += 25 * hour;
  await watcher.take(evaluation(now, [breach]));
  await vi.waitFor(() => expect(told()).toEqual(["opened pager", "acknowledged pager"]));
});

function unsaid(): void {
  // NATS is there.
}

/** A watcher as a collector of several has it: its lease is in NATS. */
async function replica(servers: string, options: Options) {
  const connection = await connect({ servers });
  const key = `watcher-${day}`;
  const lease = await openNatsLease({ connection, bucket: "LEASES", key, replicas: 1, ttlMs: 600, onProblem: unsaid });
  return { connection, lease, ...watch({ ...options, lease }) };
}

test("of two replicas one tells; when it dies the other goes on within the lease's length, and tells nothing twice", async () => {
  const nats = await startNatsServer();
  try {
    const first = await replica(nats.url, {});
    const second = await replica(nats.url, {});
    const [breach, more] = [broken(), verdict("elsewhere", { since: now })];
    const everybody = async (...verdicts: readonly Verdict[]): Promise<void> => {
      await Promise.all([first, second].map(({ watcher }) => watcher.take(evaluation(now, verdicts))));
      now += minute;
    };
    await everybody(breach);
    await everybody(breach);
    await vi.waitFor(() => expect([first.told(), second.told()]).toEqual([["opened pager"], []]));
    await vi.waitFor(async () => expect(await notifications()).toMatchObject([{ state: "delivered" }]));
    await first.connection.close();
    await vi.waitFor(() => expect(second.lease.held).toBeDefined(), { timeout: 5000 });
    await everybody(breach, more);
    await vi.waitFor(() => expect(second.sent.map(({ message }) => message.cause.name)).toEqual(["elsewhere"]));
    expect(first.told()).toEqual(["opened pager"]);
    await second.watcher.close();
    await second.connection.close();
  } finally {
    await nats.stop();
  }
});

test("when the store does not take what was decided nobody is told; when it does, once", async () => {
  let isDown = true;
  const store: Pick<Store, "insert" | "client"> = {
    client: db.store.client,
    insert: async (rows) => {
      if (isDown) throw new Error("the store is down");
      await db.store.insert(rows);
    },
  };
  const { watcher, told } = watch({ store });
  const breach = broken();
  await expect(watcher.take(evaluation(now, [breach]))).rejects.toThrow("the store is down");
  expect(told()).toEqual([]);
  isDown = false;
  now += minute;
  await watcher.take(evaluation(now, [breach]));
  await vi.waitFor(() => expect(told()).toEqual(["opened pager"]));
});
