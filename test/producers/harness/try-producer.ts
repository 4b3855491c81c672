import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findNatsServer } from "#collector/log/find-nats-server.ts";
import { startTestCollector } from "#test/support/collector.ts";
import { until } from "#test/support/load.ts";
import { install } from "./install.ts";
import type { Check, Installation, Producer } from "./producer.ts";
import { openWorkplace } from "./workplace.ts";
import type { Workplace } from "./workplace.ts";

export interface CheckResult {
  readonly title: string;
  /** Undefined: it held. */
  readonly problem?: string;
}

export interface Trial {
  readonly producer: string;
  /** Null when it could not be installed. */
  readonly version: string | null;
  readonly result: "passed" | "failed" | "not installed";
  /** Why it was not installed, or did not run. */
  readonly reason?: string;
  /** What came into the store. */
  readonly seen?: string;
  readonly checks: readonly CheckResult[];
  readonly installSeconds: number;
  readonly runSeconds: number;
}

export interface TrialOptions {
  readonly installWithinMs: number;
  /** Called with what runs, when all was checked and before it is ended. */
  readonly look?: (workplace: Workplace) => Promise<void>;
}

/** Sets a producer up, runs it against a Tidemark of its own and looks at what was derived. */
export async function tryProducer(producer: Producer, options: TrialOptions): Promise<Trial> {
  const folder = join(import.meta.dirname, "..", producer.name);
  const started = performance.now();
  const installed = await install(producer, folder, options.installWithinMs);
  const installSeconds = secondsSince(started);
  const none = { producer: producer.name, version: null, checks: [], installSeconds, runSeconds: 0 };
  if (installed.kind === "not installed") return { ...none, result: "not installed", reason: installed.reason };

  const { version } = installed;
  const run = performance.now();
  try {
    const { seen, checks } = await meet(producer, { folder, installation: installed.installation, options });
    const failed = checks.some(({ problem }) => problem !== undefined);
    return { ...none, version, result: failed ? "failed" : "passed", seen, checks, runSeconds: secondsSince(run) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...none, version, result: "failed", reason, runSeconds: secondsSince(run) };
  }
}

interface Meeting {
  readonly folder: string;
  readonly installation: Installation;
  readonly options: TrialOptions;
}

/** Rejects when the producer does not run to its end, or Tidemark does not start. */
async function meet(
  producer: Producer,
  { folder, installation, options }: Meeting,
): Promise<{ readonly seen: string; readonly checks: readonly CheckResult[] }> {
  const { searchPath, home } = { searchPath: process.env["PATH"], home: process.env["HOME"] };
  const nats = await findNatsServer({ configured: process.env["TIDEMARK_NATS_SERVER"], searchPath, home });
  const settings = (await producer.settings?.()) ?? {};
  const collector = await startTestCollector({
    env: { ...(nats === undefined && { TIDEMARK_NATS: "off" }), ...settings },
  });
  const workplace = await openWorkplace(installation, folder, collector, settings);
  try {
    await producer.run(workplace);
    await until(async () => (await collector.status()).log.lag === 0, storedWithinMs);
    const checks = await checkAll([...producer.checks(workplace), nothingElseRefused(producer, workplace)]);
    const seen = await whatWasSeen(workplace);
    await options.look?.(workplace);
    return { seen, checks };
  } finally {
    await workplace.remove();
    await collector.close();
  }
}

const storedWithinMs = 60_000;
/** For all checks together: what has not come by then does not come. */
const derivedWithinMs = 60_000;

async function checkAll(checks: readonly Check[]): Promise<readonly CheckResult[]> {
  const deadline = performance.now() + derivedWithinMs;
  const results: CheckResult[] = [];
  for (const { title, holds } of checks) {
    const problem = await firstSuccess(holds, deadline);
    results.push({ title, ...(problem === undefined ? {} : { problem }) });
  }
  return results;
}

async function firstSuccess(holds: Check["holds"], deadline: number): Promise<string | undefined> {
  for (;;) {
    try {
      await holds();
      return undefined;
    } catch (error) {
      if (performance.now() > deadline) return error instanceof Error ? error.message : String(error);
      await delay(100);
    }
  }
}

/** Of every producer: no event became a dead letter. */
function nothingElseRefused({ refused = 0 }: Producer, { collector }: Workplace): Check {
  return {
    title: "no event is refused",
    async holds() {
      const { open } = (await collector.status()).deadLetters;
      if (open !== refused) throw new Error(`${open} dead letters, ${refused} expected`);
    },
  };
}

async function whatWasSeen({ rows }: Workplace): Promise<string> {
  const [counts] = await rows<Readonly<Record<string, string>>>(`SELECT
    (SELECT uniqExact(event_id) FROM tidemark.events) AS events,
    (SELECT count() FROM tidemark.runs WHERE NOT stub) AS runs,
    (SELECT count() FROM tidemark.datasets) AS datasets,
    (SELECT count() FROM tidemark.quality) AS checks`);
  return Object.entries(counts ?? {})
    .map(([what, count]) => `${count} ${what}`)
    .join(", ");
}

function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 100) / 10;
}
