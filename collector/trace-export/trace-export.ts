import { setTimeout as delay } from "node:timers/promises";
import type { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { ExportResultCode } from "@opentelemetry/core";
import type { Store } from "#store/store.ts";
import type { Logger } from "../telemetry/logger.ts";
import { endedRuns } from "./ended-run.ts";
import type { EndedRun } from "./ended-run.ts";
import type { ExportedRuns } from "./exported-runs.ts";
import { runSpan } from "./run-span.ts";

export interface TraceExportOptions {
  readonly store: Store;
  readonly exported: ExportedRuns;
  /** The base of OTLP over HTTP: `http://tempo:4318`. */
  readonly url: string;
  readonly logger: Logger;
}

const restMs = 5000;
const pageRuns = 5000;
const batchRuns = 500;

/** Sends each run that has ended as a span, at least once. What cannot be sent now is tried again. */
export async function startTraceExport(options: TraceExportOptions): Promise<{ readonly close: () => Promise<void> }> {
  const { OTLPTraceExporter: Exporter } = await import("@opentelemetry/exporter-trace-otlp-http");
  const exporter = new Exporter({ url: `${options.url.replace(/\/+$/, "")}/v1/traces` });
  const stopping = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await step(options, exporter, stopping.signal);
      // An aborted wait is a wait that has ended.
      await delay(restMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const ended = loop();
  return {
    async close() {
      stopping.abort();
      await ended;
      await exporter.shutdown();
    },
  };
}

async function step(
  { store, exported, url, logger }: TraceExportOptions,
  exporter: OTLPTraceExporter,
  signal: AbortSignal,
): Promise<void> {
  try {
    const runs = (await pages(store, exported.from)).filter((run) => !exported.has(run));
    for (let at = 0; at < runs.length && !signal.aborted; at += batchRuns) {
      const batch = runs.slice(at, at + batchRuns);
      await send(exporter, batch);
      exported.add(batch);
    }
  } catch (error) {
    logger.warn({ err: error, url }, "runs could not be sent as traces; they are sent when it works again");
  }
}

/** All from a time on: those of the last minutes, and after a time without a receiver all since. */
async function pages(store: Store, from: bigint): Promise<readonly EndedRun[]> {
  const all: EndedRun[] = [];
  for (let next = from; ;) {
    const page = await endedRuns(store, next, pageRuns);
    all.push(...page);
    const last = page.at(-1);
    if (page.length < pageRuns || last === undefined) return all;
    const heard = BigInt(last.heard);
    // A page of runs of one instant would come again and again.
    next = heard > next ? heard : heard + 1n;
  }
}

async function send(exporter: OTLPTraceExporter, runs: readonly EndedRun[]): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    exporter.export(runs.map(runSpan), ({ code, error }) =>
      code === ExportResultCode.SUCCESS ? resolve() : reject(error ?? new Error("the receiver refused the spans")),
    );
  });
}
