import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isJsonObject } from "#agent/contract/json.ts";
import { RowEncoder } from "#store/columns.ts";
import { events } from "#store/tables/events.ts";
import type { Processed } from "#collector/pipeline.ts";
import { datasetEvent, eventOfSize, facetBase, runEvent, runId } from "#test/support/events.ts";
import { rawMessage, testPipeline } from "#test/support/pipeline.ts";

const pipeline = testPipeline({ allowBackdating: true });
const contentTypes = fc.constantFrom(undefined, "application/json", "application/x-ndjson");

/** Whatever came in, what comes out can be stored, and no bug was met on the way. */
function judge(processed: readonly Processed[]): void {
  const encoder = new RowEncoder(events);
  for (const done of processed) {
    if (done.kind === "dead") expect(done.letter.reason).not.toBe("unexpected");
    else encoder.add(done.row);
  }
}

function process(body: Uint8Array | string, contentType?: string): readonly Processed[] {
  return pipeline.process(rawMessage(body, { contentType }));
}

test("any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), contentTypes, (bytes, contentType) =>
      judge(process(bytes, contentType)),
    ),
    { numRuns: 2000 },
  );
});

test("any JSON", () => {
  fc.assert(
    fc.property(fc.json(), contentTypes, (text, contentType) => judge(process(text, contentType))),
    { numRuns: 1000 },
  );
});

/** An event with every facet that is read, so that a mutation hits each of them some time. */
const richEvent = {
  ...eventOfSize(3000),
  run: {
    runId: runId(1),
    facets: {
      ...eventOfSize(3000).run.facets,
      nominalTime: { ...facetBase("N"), nominalStartTime: "2026-01-31T00:00:00Z" },
      test: { ...facetBase("T"), tests: [{ name: "t", status: "pass" }] },
      tidemark_cost: { ...facetBase("C"), costs: [{ amount: 1, currency: "EUR", item: "x" }] },
    },
  },
  inputs: [
    {
      namespace: "n",
      name: "d",
      inputFacets: {
        dataQualityAssertions: { ...facetBase("A"), assertions: [{ assertion: "a", success: true }] },
        dataQualityMetrics: {
          ...facetBase("M"),
          rowCount: 1,
          columnMetrics: { c: { min: 1, quantiles: { "0.5": 1 } } },
        },
      },
    },
  ],
};

function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? replaced(item, rest, by) : item));
  return isJsonObject(value) ? { ...value, [key]: replaced(value[key], rest, by) } : value;
}

const odd = fc.oneof(
  // The key that is refused wherever it stands has tests of its own.
  fc.jsonValue().filter((value) => !JSON.stringify(value).includes('"__proto__":')),
  fc.constantFrom(null, "", -1, 1e308, 2 ** 53, [], {}, [[]], [null], { "": null }, "\ud800", "\0", { _deleted: true }),
  fc.constantFrom({ toString: 1, constructor: 2, hasOwnProperty: null }, { length: 3 }, { toJSON: 1 }),
);

describe("a valid event of which one part becomes anything", () => {
  const paths = pathsOf(richEvent).filter((path) => path.length > 0);

  test("is a row, or is refused for what identity needs", () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths), odd, (path, value) => {
        const processed = process(JSON.stringify(replaced(richEvent, path, value)));
        judge(processed);
        const [done] = processed;
        const ofIdentity = ["eventTime", "run", "job", "dataset"].includes(path[0] ?? "") && path.length <= 2;
        if (!ofIdentity) expect(done?.kind).toBe("row");
      }),
      { numRuns: 3000 },
    );
  });

  test("is itself again after any reordering, and comes out alike alone or among others", () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths.filter((path) => path.length > 2)), odd, (path, value) => {
        const event = JSON.stringify(replaced(richEvent, path, value));
        const other = JSON.stringify(datasetEvent());
        expect(process(`[${other},${event}]`)[1]).toEqual(process(event)[0]);
        expect(process(`${event}\n${other}`, "application/x-ndjson")[0]).toEqual(process(event)[0]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("bytes of a valid event changed, left out or cut", () => {
  const body = Buffer.from(JSON.stringify(richEvent));

  test("one changed", () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const changed = Buffer.from(body);
        changed[at] = byte;
        judge(process(changed));
      }),
      { numRuns: 2000 },
    );
  });

  test("cut anywhere it is one dead letter", () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), contentTypes, (length, contentType) => {
        const processed = process(body.subarray(0, length), contentType);
        judge(processed);
        expect(processed.filter(({ kind }) => kind === "row")).toEqual([]);
      }),
    );
  });
});

describe("hostile sizes", () => {
  const valid = JSON.stringify(runEvent());
  test.each([
    ["10,000 objects deep", `{"a":${deep('{"a":', "", 10_000)}1${"}".repeat(10_001)}`],
    ["10,000 arrays deep", deep("[", "]", 10_000)],
    ["a million arrays deep", deep("[", "]", 1_000_000)],
    ["a million deep and long numbers", `${'{"a":'.repeat(1_000_000)}1234567890123456789${"}".repeat(1_000_000)}`],
    ["5 MB of opening brackets", "[".repeat(5_000_000)],
    ["5 MB of quotes", '"'.repeat(5_000_000)],
    ["5 MB of backslashes", `"${"\\".repeat(5_000_000)}`],
    ["5 MB of digits", "1".repeat(5_000_000)],
    ["5 MB of spaces", " ".repeat(5_000_000)],
    ["5 MB of zero bytes", "\0".repeat(5_000_000)],
    ["a million items", `[${"1,".repeat(999_999)}1]`],
    ["a million wrong inputs", valid.replace('"run":', `"inputs":[${"1,".repeat(999_999)}1],"run":`)],
    ["a million unknown facets", valid.replace('"run":{', `"run":{"facets":{${keys(200_000)}},`)],
    ["a violation in each of 9,000 inputs", valid.replace('"run":', `"inputs":[${"{},".repeat(8_999)}{}],"run":`)],
  ])("%s", (_name, body) => {
    const start = performance.now();
    const processed = process(body);
    judge(processed);
    expect(processed).toHaveLength(1);
    // A guard against quadratic work, generous for a busy machine.
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

function deep(open: string, close: string, levels: number): string {
  return open.repeat(levels) + close.repeat(levels);
}

function keys(count: number): string {
  return Array.from({ length: count }, (_, index) => `"k${index}":1`).join(",");
}
