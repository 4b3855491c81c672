import { z } from "zod";
import type { RunEvent } from "#agent/contract/event.ts";
import { checkRunEvents } from "../check-run.ts";
import { derivedRunId } from "../derived-run-id.ts";
import { EventMaker } from "../event-maker.ts";
import type { Bodies } from "../event-maker.ts";
import { ImportError } from "../imported.ts";
import type { Imported } from "../imported.ts";
import { parseJson } from "../read-json.ts";
import { tableNamed } from "../table-address.ts";
import type { TableAddress } from "../table-address.ts";
import { checkResult, constraintResult } from "./constraint.ts";
import { metric, metricsFacet } from "./metrics.ts";

/** What a metrics repository keeps of one run. */
const repositoryResult = z.object({
  resultKey: z.object({ dataSetDate: z.number(), tags: z.record(z.string(), z.string()).default({}) }),
  analyzerContext: z.object({ metricMap: z.array(z.object({ metric })) }),
});

const anyOfThem = z.union([z.array(checkResult).min(1), z.array(metric).min(1), z.array(repositoryResult)]);

export interface DeequOptions extends TableAddress {
  /** Of the jobs. */
  readonly namespace: string;
  /** When the file was last changed: results of a verification have no time in them. */
  readonly modified: Date;
}

/**
 * What Deequ (PyDeequ) writes: results of checks and metrics of a verification, or a metrics repository, whose tag
 * `dataset` names the table.
 *
 * @throws ImportError
 */
export function importDeequ(path: string, content: string, options: DeequOptions): Imported {
  const found = parseJson(path, content, anyOfThem);
  const events: RunEvent[] = [];
  const { modified } = options;
  const tell = (time: Date, table: string | undefined, useFacets: Bodies): void => {
    events.push(...eventsOf(path, time, table, useFacets, options));
  };
  const [checks, metrics, results] = [found.filter(isCheck), found.filter(isMetric), found.filter(isResult)];
  if (checks.length > 0)
    tell(modified, undefined, { dataQualityAssertions: { assertions: checks.map(constraintResult) } });
  if (metrics.length > 0) tell(modified, undefined, { dataQualityMetrics: metricsFacet(metrics) });
  for (const { resultKey, analyzerContext } of results) {
    const measured = metricsFacet(analyzerContext.metricMap.map((each) => each.metric));
    tell(new Date(resultKey.dataSetDate), resultKey.tags["dataset"], { dataQualityMetrics: measured });
  }
  return { events, notes: [] };
}

type Found = z.infer<typeof checkResult> | z.infer<typeof metric> | z.infer<typeof repositoryResult>;

const isCheck = (each: Found): each is z.infer<typeof checkResult> => "constraint" in each;
const isMetric = (each: Found): each is z.infer<typeof metric> => "entity" in each;
const isResult = (each: Found): each is z.infer<typeof repositoryResult> => "resultKey" in each;

function eventsOf(
  path: string,
  time: Date,
  table: string | undefined,
  useFacets: Bodies,
  options: DeequOptions,
): readonly RunEvent[] {
  if (options.dataset === undefined && table === undefined)
    throw new ImportError(
      `${path}: it does not say which table it is of: name it by --dataset, such as postgres://db:5432/shop.public.orders`,
    );
  const checked = tableNamed(options, "deequ", table ?? "");
  const at = time.toISOString();
  return checkRunEvents(new EventMaker("deequ"), {
    runId: derivedRunId("deequ", at, checked.namespace, checked.name, JSON.stringify(useFacets)),
    job: { namespace: options.namespace, name: `deequ.${checked.name}` },
    started: at,
    ended: at,
    error: undefined,
    integration: "DEEQU",
    inputs: [{ ...checked, useFacets }],
  });
}
