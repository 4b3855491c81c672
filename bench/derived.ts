import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installDerived } from "#store/derived/install.ts";
import { forgetPrevious, rebuild } from "#store/derived/rebuild.ts";
import { settle } from "#store/derived/settle.ts";
import { uninstallDerived } from "#store/derived/uninstall.ts";
import { openEmbeddedStore } from "#store/engines/embedded.ts";
import type { EmbeddedStore } from "#store/engines/embedded.ts";
import { migrateUp } from "#store/migrations/migrate.ts";
import { createReport } from "./measurement.ts";
import { askPanels } from "./synthetic/ask.ts";
import { columnSizes, mergeQuietWeeks, mergesDone, tableSizes } from "./synthetic/disk.ts";
import { generateRows } from "./synthetic/generate.ts";
import { loadRows } from "./synthetic/load.ts";

const help = `Measures what is derived from many events: bytes on disk, rebuild, and the queries of the dashboards. The
events are those of a synthetic company, the same for the same seed; at each of the sizes all is measured.

  npm run bench:derived [-- OPTIONS]

  --events LIST   sizes, growing (default 1000000,10000000: an hour, and 2 GB of disk)
  --times N       how often each query is asked after the first time (default 7)
  --data DIR      where the store is made and left (default: a temporary one, removed)
  --seed N        of the company (default 1)
  --json          one JSON object a line: {name, value, unit}
`;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "1000000,10000000" },
    times: { type: "string", default: "7" },
    data: { type: "string" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const report = createReport(values.json, (line) => process.stdout.write(`${line}\n`));

if (values.help) {
  process.stdout.write(help);
} else {
  const path = values.data ?? (await mkdtemp(join(tmpdir(), "tidemark-bench-")));
  const store = await openEmbeddedStore({ path });
  try {
    await migrateUp(store);
    const rows = generateRows({ seed: Number(values.seed), start: Date.UTC(2026, 6, 1) * 1000 });
    let stored = 0;
    for (const size of values.events.split(",").map(Number)) {
      await measure(store, rows, size, size - stored);
      stored = size;
    }
    await sayInsertion(store, rows);
  } finally {
    await store.close();
  }
  if (values.data === undefined) await rm(path, { recursive: true, force: true });
}

type Rows = ReturnType<typeof generateRows>;
type Say = (name: string, value: number, unit: string) => void;

/** Events come first, and all that is derived is then filled from them: as fast as it goes, and what a rebuild is. */
async function measure(store: EmbeddedStore, rows: Rows, size: number, added: number): Promise<void> {
  const at = `${(size / 1e6).toLocaleString("en-US")} million`;
  const say: Say = (name, value, unit) => report({ name: `${at}: ${name}`, value, unit });
  await uninstallDerived(store);
  const { payloadBytes, until } = await loadRows(store, rows, added);
  say("mean payload", payloadBytes / added, "bytes");
  await installDerived(store);
  await sayRebuild(store, size, say);
  await forgetPrevious(store);
  await mergesDone(store.client);
  await mergeQuietWeeks(store.client, until);
  await sayDisk(store, size, say);
  await askPanels(store.client, until, Number(values.times), ({ name, medianMillis, workMillis, readRows }) => {
    say(name, medianMillis, `ms (of processor time ${Math.round(workMillis)}; ${readRows} rows read)`);
  });
}

/** Each table, and all: by the clock, and by the time that processors had to work. */
async function sayRebuild(store: EmbeddedStore, size: number, say: Say): Promise<void> {
  const seconds = new Map<string, number>();
  const working = process.cpuUsage();
  const began = performance.now();
  let before = began;
  await rebuild(store, {
    onProgress({ name }) {
      const now = performance.now();
      seconds.set(name, (seconds.get(name) ?? 0) + (now - before) / 1000);
      before = now;
    },
  });
  const { user, system } = process.cpuUsage(working);
  say("rebuild of everything", (size * 1000) / (performance.now() - began), "events/s");
  say("rebuild of everything, processor time", (user + system) / size, "µs/event");
  for (const [name, took] of seconds) say(`rebuild of ${name}`, size / took, "events/s");
}

async function sayDisk({ client }: EmbeddedStore, size: number, say: Say): Promise<void> {
  const tables = await tableSizes(client);
  const derived = tables.filter(({ name }) => name.startsWith("tidemark_derived."));
  const total = derived.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { name, bytes } of tables) if (bytes / size >= 0.1) say(`disk: ${name}`, bytes / size, "bytes/event");
  say("disk: all that is derived", total / size, "bytes/event");
  for (const { name, bytes } of await columnSizes(client)) {
    if (bytes / size >= 1) say(`disk: column ${name}`, bytes / size, "bytes/event");
  }
}

/** What it costs an insert that all is derived from it: the same number of events with and without. */
async function sayInsertion(store: EmbeddedStore, rows: Rows): Promise<void> {
  const count = 100_000;
  const perEvent = async (load: () => Promise<unknown>): Promise<number> => {
    const working = process.cpuUsage();
    await load();
    const { user, system } = process.cpuUsage(working);
    return (user + system) / count;
  };
  const derived = await perEvent(() => loadRows(store, rows, count));
  const settled = await perEvent(async () => {
    while ((await settle(store)) > 0);
  });
  await uninstallDerived(store);
  const alone = await perEvent(() => loadRows(store, rows, count));
  report({ name: "made and inserted, nothing derived: processor time", value: alone, unit: "µs/event" });
  report({ name: "projections fed by the insert: processor time", value: derived - alone, unit: "µs/event" });
  report({ name: "settled afterwards: processor time", value: settled, unit: "µs/event" });
}
