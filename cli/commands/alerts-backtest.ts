import { backtest } from "#alerts/backtest/backtest.ts";
import { compare } from "#alerts/backtest/compare.ts";
import { BacktestReport } from "#alerts/backtest/report.ts";
import type { BacktestIncident } from "#alerts/backtest/report.ts";
import { createAsking } from "#query/ask.ts";
import { fixedExpectations } from "#signals/evaluator/expectation-source.ts";
import type { Declarations } from "#signals/expectations/declarations.ts";
import { createReplaySource } from "#signals/facts/replay-source.ts";
import type { Store } from "#store/store.ts";
import type { AddressOptions } from "../address.ts";
import { printComparison, printIncidents, told } from "../backtest-text.ts";
import { configOf } from "../configuration.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { interruption } from "../interruption.ts";
import { parseSince } from "../numbers.ts";
import type { Progress } from "../progress.ts";
import { readExpectations } from "../read-expectations.ts";
import { openToRead } from "../read-store.ts";
import type { Terminal } from "../terminal.ts";

export interface BacktestOptions extends AddressOptions {
  readonly from: string;
  readonly to?: string;
  readonly every: "1m" | "5m" | "15m" | "1h";
  readonly learn: string;
  readonly compare?: readonly string[];
  readonly signal?: string;
  readonly owner?: string;
  readonly json?: true;
}

interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  readonly progress: Progress;
}

/** What is replayed. */
interface Range {
  readonly from: number;
  readonly until: number;
  readonly everyMs: number;
  readonly learnFrom: number;
}

const minute = 60_000;
const dayMs = 86_400_000;
const periods = { "1m": minute, "5m": 5 * minute, "15m": 15 * minute, "1h": 60 * minute } as const;
/** What one would wait for, and what the process has room for. */
const mostSteps = 200_000;

/** `tidemark alerts backtest`: what would have been told of the past, with the expectations of `paths`, and with others. */
export async function backtestAlerts(io: Io, paths: readonly string[], options: BacktestOptions): Promise<void> {
  const range = rangeOf(options);
  const { expectations = ["."] } = configOf(io.env);
  const declared = readExpectations(paths.length === 0 ? expectations : paths);
  const others = options.compare === undefined ? undefined : readExpectations(options.compare);
  const { store, where, close } = await openToRead(io.env, options);
  const { signal, forget } = interruption();
  try {
    io.progress.update(`reading ${where}`);
    const replay = async (declarations: Declarations) =>
      (await replayed(store, declarations, { range, progress: io.progress, signal })).filter(chosen(options));
    const first = await replay(declared);
    const second = others === undefined ? undefined : await replay(others);
    io.progress.end();
    if (options.json === true) printJson(io.terminal, range, first, second);
    else {
      printIncidents(io.terminal, range, first);
      if (second !== undefined) printComparison(io.terminal, range, second, compare(first, second));
    }
  } catch (error) {
    throw signal.aborted ? new Failure("stopped") : error;
  } finally {
    io.progress.end();
    forget();
    await close();
  }
}

async function replayed(
  store: Store,
  declarations: Declarations,
  { range, progress, signal }: { readonly range: Range; readonly progress: Progress; readonly signal: AbortSignal },
): Promise<readonly BacktestIncident[]> {
  const { from, until, everyMs, learnFrom } = range;
  // One statement reads weeks.
  const ask = createAsking(store, { maxExecutionSeconds: 300, maxMemoryBytes: 4 * 1024 ** 3, maxWaiting: 10 })(signal);
  const source = createReplaySource(ask, { from: learnFrom, until });
  const report = new BacktestReport(from);
  const expectations = fixedExpectations(declarations);
  const onJudged = (at: number): void => {
    signal.throwIfAborted();
    progress.update(`judged up to ${new Date(at).toISOString().slice(0, 16)}Z`);
  };
  for await (const step of backtest({ source, expectations, from, until, everyMs, onJudged })) report.add(step);
  return report.incidents();
}

function chosen({ signal, owner }: BacktestOptions): (incident: BacktestIncident) => boolean {
  return (incident) =>
    (signal === undefined || incident.signals.some((each) => each === signal)) &&
    (owner === undefined || incident.owner === owner);
}

function rangeOf({ from: fromText, to, every, learn }: BacktestOptions): Range {
  const now = new Date();
  const from = timeOf("--from", fromText, now);
  const until = to === undefined ? now.getTime() : timeOf("--to", to, now);
  const everyMs = periods[every];
  if (from >= until) throw new Failure("--from must be before --to", exitCodes.usage);
  if ((until - from) / everyMs > mostSteps) {
    throw new Failure(
      `that is judged more than ${mostSteps} times: a shorter range, or a longer --every`,
      exitCodes.usage,
    );
  }
  if (!/^\d{1,4}$/.test(learn)) throw new Failure(`--learn: days, as a number, not ${learn}`, exitCodes.usage);
  return { from, until, everyMs, learnFrom: from - Number(learn) * dayMs };
}

function timeOf(option: string, text: string, now: Date): number {
  const time = parseSince(text, now);
  if (time === undefined) throw new Failure(`${option}: not a time: ${text}`, exitCodes.usage);
  return time.getTime();
}

function printJson(
  terminal: Terminal,
  { from, until, everyMs }: Range,
  first: readonly BacktestIncident[],
  second: readonly BacktestIncident[] | undefined,
): void {
  const range = { from: new Date(from), to: new Date(until), everySeconds: everyMs / 1000 };
  const compared = second === undefined ? undefined : comparedIds(compare(first, second));
  const others = second === undefined ? {} : { compared: { incidents: second.map(told), ...compared } };
  terminal.print(JSON.stringify({ ...range, incidents: first.map(told), ...others }));
}

const ids = (all: readonly BacktestIncident[]): readonly string[] => all.map(({ id }) => id);

function comparedIds({ both, onlyFirst, onlySecond }: ReturnType<typeof compare>) {
  return { both: both.map(ids), onlyFirst: ids(onlyFirst), onlySecond: ids(onlySecond) };
}
