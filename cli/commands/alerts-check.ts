import { createAsking } from "#query/ask.ts";
import type { Page } from "#query/list.ts";
import type { SignalItem } from "#query/lists/signals.ts";
import { createEvaluator } from "#signals/evaluator/evaluator.ts";
import { fixedExpectations } from "#signals/evaluator/expectation-source.ts";
import type { Declarations } from "#signals/expectations/declarations.ts";
import { createStoreSource } from "#signals/facts/store-source.ts";
import type { Evaluator, Verdict } from "#signals/verdict.ts";
import type { Store } from "#store/store.ts";
import type { AddressOptions } from "../address.ts";
import type { CollectorClient } from "../collector-client.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { interruption } from "../interruption.ts";
import { formatCount } from "../numbers.ts";
import { checkNames, printPage } from "../print-page.ts";
import { readExpectations } from "../read-expectations.ts";
import { openToRead } from "../read-store.ts";
import type { Terminal } from "../terminal.ts";
import { timeCell } from "../texts.ts";
import { signalColumns } from "./signals.ts";

export interface AlertsCheckOptions {
  readonly signal?: string;
  readonly severity?: string;
  readonly dataset?: string;
  readonly job?: string;
  readonly owner?: string;
  readonly atRisk?: true;
  readonly json?: true;
}

interface Evaluated {
  readonly evaluatedAt: string | null;
  readonly telling: string;
}

/** `tidemark alerts check`: judges now; ends with 1 when something is in breach. */
export async function checkAlerts(
  client: CollectorClient,
  terminal: Terminal,
  options: AlertsCheckOptions,
): Promise<void> {
  const { signal, severity, dataset, job, owner, atRisk } = options;
  const { evaluatedAt, telling } = await client.act<Evaluated>(["evaluate"], {});
  if (evaluatedAt === null) throw new Failure("nothing has been judged yet: try again in a minute");
  const state = atRisk === true ? "breach,at_risk" : "breach";
  const filter = { state, signal, severity, dataset, job, owner, limit: "1000" };
  const page = await client.ask<Page<SignalItem>>(["signals"], filter);
  await checkNames(client, page, { job, dataset }, undefined);
  const by = telling === "standby" ? " by another collector" : "";
  report(terminal, `Judged ${timeCell(evaluatedAt)}${by}`, { evaluatedAt, ...page }, options);
}

/** `tidemark alerts check PATHS`: judges now what is stored, by what these files expect; nothing is written down or told. */
export async function checkAlertsBy(
  paths: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
  options: AlertsCheckOptions & AddressOptions,
): Promise<void> {
  const declarations = readExpectations(paths);
  if (declarations.files.length === 0)
    throw new Failure("no files of expectations: tidemark.yml, *.tidemark.yml or tidemark/*.yml", exitCodes.usage);
  const { store, where, close } = await openToRead(env, options);
  const { signal, forget } = interruption();
  try {
    const { evaluatedAt, items } = await judged(store, declarations, signal);
    const page = { evaluatedAt, items: items.filter(chosen(options)), next: null };
    report(terminal, `Judged ${timeCell(evaluatedAt)}, by ${paths.join(", ")}: ${where}`, page, options);
  } catch (error) {
    throw signal.aborted ? new Failure("stopped") : error;
  } finally {
    forget();
    await close();
  }
}

async function judged(store: Store, declarations: Declarations, signal: AbortSignal) {
  // One statement reads months.
  const ask = createAsking(store, { maxExecutionSeconds: 300, maxMemoryBytes: 4 * 1024 ** 3, maxWaiting: 10 })(signal);
  const expectations = fixedExpectations(declarations);
  const evaluator = createEvaluator({ source: createStoreSource(ask), expectations });
  const { at, verdicts } = await evaluator.evaluate(Date.now());
  const evaluatedAt = new Date(at).toISOString();
  return { evaluatedAt, items: verdicts.map((verdict) => itemOf(verdict, evaluatedAt, evaluator)) };
}

function itemOf(
  { evidence: { run }, deadline, history, since, ...verdict }: Verdict,
  judgedAt: string,
  evaluator: Evaluator,
): SignalItem {
  const { signal, subject, aspect, state, severity, summary, observed, expected, lower, upper, unit, p } = verdict;
  const { owner, importance } = evaluator.expectationsOf(subject) ?? {};
  return {
    signal,
    subject,
    aspect: aspect === "" ? null : aspect,
    state,
    severity,
    summary,
    observed,
    expected,
    lower,
    upper,
    unit,
    p,
    judgedAt,
    since: new Date(since).toISOString(),
    deadline: iso(deadline),
    history: { points: history.points, wanted: history.wanted, from: iso(history.from) },
    owner: owner ?? null,
    importance: importance ?? "normal",
    run: run === undefined ? null : { job: run.job, runId: run.runId, error: run.error },
  };
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function chosen({ signal, severity, dataset, job, owner, atRisk }: AlertsCheckOptions) {
  const severities = severity?.split(",");
  const named = dataset ?? job;
  return (item: SignalItem): boolean =>
    (item.state === "breach" || (atRisk === true && item.state === "at_risk")) &&
    (signal === undefined || item.signal === signal) &&
    (severities === undefined || severities.includes(item.severity)) &&
    (owner === undefined || item.owner === owner) &&
    (named === undefined || isNamed(item.subject, dataset === undefined ? "job" : "dataset", named));
}

function isNamed({ kind, namespace, name }: SignalItem["subject"], wanted: string, text: string): boolean {
  return kind === wanted && (text === name || text === `${namespace}/${name}`);
}

function report(
  terminal: Terminal,
  head: string,
  page: Page<SignalItem> & { readonly evaluatedAt: string },
  { atRisk, json }: AlertsCheckOptions,
): void {
  if (json === true) terminal.print(JSON.stringify(page));
  else {
    terminal.print(terminal.dim(head));
    printPage(terminal, { ...page, next: null }, { columns: signalColumns(terminal), none: "Nothing is in breach." });
  }
  const count = page.items.length;
  const more = page.next === null ? "" : "more than ";
  if (count > 0) throw new Failure(`${more}${formatCount(count)} in breach${atRisk === true ? " or at risk" : ""}`);
}
