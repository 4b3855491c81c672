import { inferredName } from "#store/derived/inferred.ts";
import { outdated } from "#store/derived/install.ts";
import { chosen, forgetPrevious, rebuild, rollback } from "#store/derived/rebuild.ts";
import { rereadNewest } from "#store/derived/reread.ts";
import { undoReplay } from "#store/replay/replayed-events.ts";
import type { ReceivedSpan } from "#store/replay/replayed-events.ts";
import type { Store } from "#store/store.ts";
import type { Operations, OperationReport, Work } from "./operations.ts";
import type { Pipeline } from "./pipeline.ts";
import { replay } from "./replay.ts";
import type { SqlInference } from "./sql-inference/sql-inference.ts";
import type { Logger } from "./telemetry/logger.ts";

/** For operators: what is derived, derived again. */
export interface Derivation {
  readonly report: () => OperationReport;
  /** False while another operation runs. Throws UnknownProjectionError. */
  readonly rebuild: (names: readonly string[], forgetDropped: boolean) => boolean;
  /** Reads events again, and rebuilds what is derived when any has changed. False while another runs. */
  readonly replay: (span: ReceivedSpan, dryRun: boolean) => boolean;
  /** Puts back what the last replay has replaced, and rebuilds. False while another runs. */
  readonly undoReplay: () => boolean;
  /** Back to the tables before the last rebuild. */
  readonly rollback: (names: readonly string[]) => Promise<readonly string[]>;
  readonly forgetPrevious: (names: readonly string[]) => Promise<readonly string[]>;
}

export interface DerivationOptions {
  readonly store: Store;
  readonly pipeline: Pipeline;
  readonly operations: Operations;
  /** Undefined where SQL is not read. */
  readonly inference: Pick<SqlInference, "again"> | undefined;
  readonly logger: Logger;
}

/**
 * At the start, what a killed insert may have left out is read again, and tables whose definition has
 * changed, or was not there when the events came, are rebuilt. What was there answers until the new is whole.
 */
export async function startDerivation({
  store,
  pipeline,
  operations,
  inference,
  logger,
}: DerivationOptions): Promise<Derivation> {
  await rereadNewest(store);
  const old = await outdated(store);
  if (old.length > 0) {
    logger.info({ names: old }, "derived anew from the events, since this version derives it otherwise");
    operations.begin("rebuild", rebuilding(store, old));
  }
  return {
    report: operations.report,
    rebuild(names, forgetDropped) {
      const tables = withTable(names);
      // Said at once when one is unknown, not by an operation that fails.
      chosen(tables);
      const all = names.length === 0;
      const work = all || tables.length > 0 ? rebuilding(store, tables, forgetDropped) : nothing;
      return operations.begin("rebuild", all || tables.length < names.length ? andInferring(inference, work) : work);
    },
    replay: (span, dryRun) => operations.begin("replay", replaying(store, pipeline, span, dryRun)),
    undoReplay: () => operations.begin("replay rollback", undoing(store)),
    rollback: async (names) => (isOnlyInferred(names) ? [] : rollback(store, withTable(names))),
    forgetPrevious: async (names) => (isOnlyInferred(names) ? [] : forgetPrevious(store, withTable(names))),
  };
}

/** What is inferred is written over: nothing of it is kept beside. */
function withTable(names: readonly string[]): readonly string[] {
  return names.filter((name) => name !== inferredName);
}

function isOnlyInferred(names: readonly string[]): boolean {
  return names.length > 0 && withTable(names).length === 0;
}

function rebuilding(store: Store, names: readonly string[], forgetDropped = false): Work {
  return async (progress, signal) => {
    const onProgress = ({ name, done, total }: { name: string; done: number; total: number }): void =>
      progress(name, done, total);
    return { rebuilt: await rebuild(store, { names, forgetDropped, signal, onProgress }) };
  };
}

const nothing: Work = async () => ({ rebuilt: [] });

/** Afterwards reads the SQL of all jobs again, since which it is comes from what was rebuilt. */
function andInferring(inference: DerivationOptions["inference"], work: Work): Work {
  return async (progress, signal) => {
    const report = await work(progress, signal);
    if (inference === undefined) return report;
    progress(inferredName, 0, 0);
    return { ...report, sqlRead: await inference.again(signal) };
  };
}

function replaying(store: Store, pipeline: Pipeline, span: ReceivedSpan, dryRun: boolean): Work {
  return async (progress, signal) => {
    const onProgress = (done: number, total: number): void => progress("events", done, total);
    const report = await replay(store, pipeline, { span, dryRun, signal, onProgress });
    const rebuilt = !dryRun && report.changed > 0 ? await rebuilding(store, [])(progress, signal) : { rebuilt: [] };
    return { ...report, dryRun, ...rebuilt };
  };
}

function undoing(store: Store): Work {
  return async (progress, signal) =>
    (await undoReplay(store)) ? rebuilding(store, [])(progress, signal) : { rebuilt: [] };
}
