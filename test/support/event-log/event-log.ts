import * as fc from "fast-check";
import type { Delivery } from "#test/support/naive/told.ts";
import type { Json } from "#test/support/naive/json.ts";
import { datasetFacets, inputFacets, outputFacets } from "./dataset-facets.ts";
import { jobFacets } from "./job-facets.ts";
import { chainOfNames, dataset, eventTime, job, runId } from "./pools.ts";
import type { Name } from "./pools.ts";
import { runFacets } from "./run-facets.ts";

/** In the order in which they came, each as it came first. */
export type EventLog = readonly Delivery[];

const producer = fc.constantFrom("https://example.com/producer", "https://example.com/other");
const schemaURL = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/Any";

/** What becomes of a run, event by event; undefined for an event without a type. */
const lives: readonly (readonly (string | undefined)[])[] = [
  ["START", "COMPLETE"],
  ["START", "RUNNING", "RUNNING", "COMPLETE"],
  ["START", "RUNNING", "RUNNING"],
  ["START", "START", "FAIL"],
  ["START", "FAIL", "COMPLETE"],
  ["START", "ABORT", "RUNNING"],
  ["COMPLETE"],
  ["COMPLETE", "COMPLETE"],
  ["OTHER", "START", "COMPLETE", "OTHER"],
  ["RUNNING", "DONE", "OTHER"],
  [undefined, "COMPLETE", undefined],
];

const input = fc
  .tuple(dataset, datasetFacets, inputFacets)
  .map(([of, said, use]) => mention(of, said, "inputFacets", use));
const output = fc
  .tuple(dataset, datasetFacets, outputFacets)
  .map(([of, said, use]) => mention(of, said, "outputFacets", use));
const sides = fc
  .tuple(fc.array(input, { maxLength: 2 }), fc.array(output, { maxLength: 2 }))
  .map(([inputs, outputs]) => ({
    ...(inputs.length === 0 ? {} : { inputs }),
    ...(outputs.length === 0 ? {} : { outputs }),
  }));

const envelope = fc.record({ eventTime, producer, schemaURL: fc.constant(schemaURL) });

const moment = fc.record({ envelope, ofRun: runFacets, ofJob: jobFacets, said: sides });

const run = fc
  .tuple(job, runId, fc.constantFrom(...lives), fc.array(moment, { minLength: 4, maxLength: 4 }))
  .map(([of, id, life, moments]) =>
    moments.slice(0, life.length).map((at, index): Json => ({
      ...(life[index] === undefined ? {} : { eventType: life[index] }),
      ...at.envelope,
      run: { runId: id, ...facets(at.ofRun) },
      job: { ...of, ...facets(at.ofJob) },
      ...at.said,
    })),
  );

const datasetEvent = fc
  .tuple(envelope, dataset, datasetFacets)
  .map(([about, of, said]): readonly Json[] => [{ ...about, dataset: { ...of, ...facets(said) } }]);

const jobEvent = fc
  .tuple(envelope, job, jobFacets, sides)
  .map(([about, of, said, datasets]): readonly Json[] => [{ ...about, job: { ...of, ...facets(said) }, ...datasets }]);

/** Dataset events of which each says that its dataset is another name of the next one's. */
const chain = fc.tuple(envelope, chainOfNames, fc.nat(8)).map(([about, names, table]) =>
  names.slice(1).map((next, index): Json => {
    const identifiers = [{ ...next, type: index === table ? "TABLE" : "LOCATION" }];
    return { ...about, dataset: { ...names[index], facets: { symlinks: { identifiers } } } };
  }),
);

const story = fc.oneof(
  { weight: 12, arbitrary: run },
  { weight: 3, arbitrary: datasetEvent },
  { weight: 2, arbitrary: jobEvent },
  { weight: 1, arbitrary: chain },
);

/** Seconds in which a log is received. */
export const receivedWithin = 60;
export const firstReceived = Date.UTC(2026, 1, 1) * 1000;

/**
 * Random but plausible: a few jobs with their runs, what they say of datasets, and what is said of
 * datasets and jobs outside any run. Received in any order, some of it at the same time.
 */
export const eventLog: fc.Arbitrary<EventLog> = fc
  .array(
    story.chain((events) =>
      fc
        .array(fc.nat(receivedWithin), { minLength: events.length, maxLength: events.length })
        .map((seconds) => events.map((event, index) => ({ event, second: seconds[index] ?? 0 }))),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((stories) =>
    stories
      .flat()
      .toSorted((a, b) => a.second - b.second)
      .map(({ event, second }) => ({ event, receivedAt: firstReceived + second * 1e6 })),
  );

function mention(of: Name, said: Json, use: string, ofUse: Json): Json {
  return { ...of, ...facets(said), ...(Object.keys(ofUse).length === 0 ? {} : { [use]: ofUse }) };
}

function facets(said: Json): Json {
  return Object.keys(said).length === 0 ? {} : { facets: said };
}
