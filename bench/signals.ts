import { parseArgs } from "node:util";
import { createEvaluator } from "#signals/evaluator/evaluator.ts";
import { fixedExpectations } from "#signals/evaluator/expectation-source.ts";
import { loadExpectations } from "#signals/expectations/load/load.ts";
import type { FactBatch, RunFact, WriteFact } from "#signals/facts/fact.ts";
import { createReport } from "./measurement.ts";

const help = `Measures the time of the processor, and of the clock, that all signals of many datasets and jobs take: the first evaluation, which learns from the whole past; one
in which everything has been written again; one in which all expectations have changed; and a quiet one. Facts are in memory: to
read them from the store is measured by bench:derived and by the collector's own heartbeats.

  npm run bench:signals [-- OPTIONS]

  --datasets N    each with a job that writes it (default 10000)
  --days N        of the past (default 60)
  --times N       of each kind; the median is told (default 5)
  --json          one JSON object a line: {name, value, unit}
`;

const { values } = parseArgs({
  options: {
    datasets: { type: "string", default: "10000" },
    days: { type: "string", default: "60" },
    times: { type: "string", default: "5" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const [minute, day] = [60_000, 86_400_000];
const start = Date.UTC(2026, 0, 1, 3);
const datasets = Number(values.datasets);
const yaml = `version: 1
datasets:
  - { match: "wh/t*", slo: 99% }
  - { match: "wh/*0", freshness: { ready_by: "07:00", timezone: Europe/Berlin, on: business_days }, volume: { min_rows: 10 } }
  - { match: "wh/*5", freshness: 26h }
`;

/** All runs and writes of one day. */
function dayOf(index: number): Pick<FactBatch, "runs" | "writes"> {
  const runs: RunFact[] = [];
  const writes: WriteFact[] = [];
  for (let number = 0; number < datasets; number++) {
    const endedAt = start + index * day + (number % 120) * minute + ((number * 7919 + index * 104_729) % 60) * 1000;
    const to = Math.floor(endedAt / day) * day;
    const common = {
      job: { namespace: "etl", name: `j${number}` },
      runId: `${number} ${index}`,
      state: "COMPLETE",
      endedAt,
      nominal: { from: to - day, to },
      backfill: false,
    } as const;
    runs.push({
      ...common,
      startedAt: endedAt - (10 + ((number + index * 31) % 5)) * minute,
      attempt: 1,
      error: "",
      streaming: false,
      lastEventAt: endedAt,
    });
    writes.push({
      ...common,
      dataset: { namespace: "wh", name: `t${number}` },
      rows: 1000 + ((number * 31 + index * 17) % 97),
      bytes: 100_000 + ((number * 31 + index * 17) % 9973),
      files: null,
      partition: "",
      lastSeenAt: endedAt,
    });
  }
  return { runs, writes };
}

const platform = { newestReceivedAt: start, lagMs: 500, deadLetters: [] };
const nothing: FactBatch = {
  platform,
  things: [],
  links: [],
  runs: [],
  writes: [],
  checks: [],
  schemas: [],
  costs: [],
};

function named(kind: "dataset" | "job", namespace: string, name: string): FactBatch["things"][number] {
  return { thing: { kind, namespace, name, canonical: { namespace, name } }, receivedAt: start, deletedAt: null };
}

function things(): Pick<FactBatch, "things" | "links"> {
  const numbers = Array.from({ length: datasets }, (_, number) => number);
  return {
    things: numbers.flatMap((number) => [named("dataset", "wh", `t${number}`), named("job", "etl", `j${number}`)]),
    // Every job but those of the first layer reads what an earlier one writes.
    links: numbers.flatMap((number) => [
      {
        job: { namespace: "etl", name: `j${number}` },
        dataset: { namespace: "wh", name: `t${number}` },
        role: "output",
      },
      {
        job: { namespace: "etl", name: `j${number}` },
        dataset: { namespace: "wh", name: `t${number >>> 1}` },
        role: "input",
      },
    ]),
  };
}

/** Milliseconds. */
interface Taken {
  readonly processor: number;
  readonly clock: number;
}

async function measure(say: (name: string, value: number, unit: string) => void): Promise<void> {
  const days = Number(values.days);
  const waiting: FactBatch[] = [];
  const { declarations } = loadExpectations([{ path: "tidemark.yml", text: yaml }], () => "");
  let expectations = fixedExpectations(declarations);
  const evaluator = createEvaluator({
    source: { read: () => Promise.resolve(waiting.shift() ?? nothing) },
    expectations: { current: () => expectations.current() },
  });
  const evaluate = async (now: number): Promise<Taken> => {
    const [begun, before] = [performance.now(), process.cpuUsage()];
    await evaluator.evaluate(now);
    const { user, system } = process.cpuUsage(before);
    return { processor: (user + system) / 1000, clock: performance.now() - begun };
  };
  const tell = (name: string, taken: readonly Taken[]): void => {
    say(name, median(taken.map(({ processor }) => processor)), "ms");
    say(`${name}, by the clock`, median(taken.map(({ clock }) => clock)), "ms");
  };
  const past = Array.from({ length: days }, (_, index) => dayOf(index));
  waiting.push({
    ...nothing,
    ...things(),
    runs: past.flatMap(({ runs }) => runs),
    writes: past.flatMap(({ writes }) => writes),
  });
  let now = start + (days - 1) * day + 3 * 3_600_000;
  tell("the first evaluation, learning from all", [await evaluate(now)]);
  const [fresh, changed, quiet]: [Taken[], Taken[], Taken[]] = [[], [], []];
  for (let index = 0; index < Number(values.times); index++) {
    quiet.push(await evaluate((now += minute)));
    expectations = fixedExpectations(declarations);
    changed.push(await evaluate((now += minute)));
    waiting.push({ ...nothing, ...dayOf(days + index) });
    now = start + (days + index) * day + 3 * 3_600_000;
    fresh.push(await evaluate(now));
  }
  tell("all written and judged again", fresh);
  tell("all expectations read and judged again", changed);
  tell("a quiet evaluation", quiet);
  say("memory of the process", process.memoryUsage().rss / 1024 ** 2, "MiB");
}

function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[all.length >>> 1] ?? Number.NaN;
}

if (values.help) process.stdout.write(help);
else {
  const report = createReport(values.json, (line) => process.stdout.write(`${line}\n`));
  await measure((name, value, unit) => report({ name, value, unit }));
}
