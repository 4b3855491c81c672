import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitEvent } from "#agent/contract/fit.ts";
import { createRedactor } from "#agent/contract/redact.ts";

const redact = createRedactor({ keys: ["name", "customer"], tags: ["vip"] });

const keys = fc.oneof(
  fc.constantFrom("password", "token", "value", "name", "key", "fields", "columnMetrics", "facets", "tags", "field"),
  fc.constantFrom("inputs", "outputs", "dataset", "assertions", "column", "expected", "min", "quantiles", "__proto__"),
  fc.string(),
);
const texts = fc.oneof(
  fc.string(),
  fc.constantFrom(
    "a://u:p@h",
    "x?password=y&token=z",
    "pii",
    "api_key",
    "Bearer 0123456789abcdefgh",
    "password=[redacted]",
  ),
  fc.stringMatching(/^[a:/@=?&;'[\] ]{0,12}$/),
);
/** Any JSON, rich in the shapes that redaction looks for. */
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    texts,
    fc.constantFrom<unknown>(null, true, 0, -1.5),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(keys, tie("value")), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value;

const plainName = fc.stringMatching(/^[a-zA-Z0-9_./:-]{1,20}$/);
const dataset = fc.record(
  { namespace: plainName, name: plainName, facets: fc.dictionary(keys, json), inputFacets: fc.dictionary(keys, json) },
  { requiredKeys: ["namespace", "name"] },
);
const event = fc.record(
  {
    eventTime: fc.constant("2026-01-31T07:00:00Z"),
    producer: plainName,
    schemaURL: plainName,
    run: fc.record({ runId: plainName, facets: fc.dictionary(keys, json) }, { requiredKeys: ["runId"] }),
    job: fc.record({ namespace: plainName, name: plainName, facets: fc.dictionary(keys, json) }),
    inputs: fc.array(dataset, { maxLength: 4 }),
    outputs: fc.array(dataset, { maxLength: 4 }),
  },
  { requiredKeys: ["eventTime", "producer", "schemaURL", "run", "job"] },
);
type GeneratedEvent = typeof event extends fc.Arbitrary<infer E> ? E : never;

function names({ namespace, name }: { namespace: string; name: string }): object {
  return { namespace, name };
}

/** What an event is about. */
function identity({ run, job, inputs = [], outputs = [] }: GeneratedEvent): object {
  return { run: { runId: run.runId }, job: names(job), inputs: inputs.map(names), outputs: outputs.map(names) };
}

describe("redaction", () => {
  test("masks the same whether a quick look finds nothing or not", () => {
    fc.assert(
      fc.property(json, (value) => {
        // Beside a secret the whole is walked.
        expect(redact([value, { password: "s3cr3t" }])).toEqual([redact([value])[0], { password: "[redacted]" }]);
      }),
    );
  });

  test("of any JSON does not throw, and done twice is done once", () => {
    fc.assert(
      fc.property(json, (value) => {
        const before = JSON.stringify(value);
        const once = redact(value);
        expect(redact(once)).toBe(once);
        expect(JSON.stringify(value)).toBe(before);
        if (JSON.stringify(once) === before) expect(once).toBe(value);
      }),
      { numRuns: 2000 },
    );
  });

  test("keeps what the event is about", () => {
    fc.assert(
      fc.property(event, (value) => {
        expect(identity(redact(value))).toEqual(identity(value));
      }),
    );
  });

  test("lets no secret through, however deep", () => {
    const secretKeys = fc.constantFrom("password", "client_secret", "apiKey", "db.password", "ACCESS_TOKEN");
    fc.assert(
      fc.property(json, secretKeys, fc.nat(6), (value, key, depth) => {
        let hidden: unknown = { [key]: { around: value, leak: "LEAK" } };
        for (let i = 0; i < depth; i++) hidden = i % 2 === 0 ? [value, hidden] : { value, hidden };
        expect(JSON.stringify(redact({ run: { facets: { hidden } } }))).not.toContain("LEAK");
      }),
    );
  });
});

describe("fitting", () => {
  test("keeps the size and the lineage, or gives up", () => {
    fc.assert(
      fc.property(event, fc.double({ min: 0.2, max: 1.2, noNaN: true }), (value, share) => {
        const maxBytes = Math.floor(Buffer.byteLength(JSON.stringify(value)) * share);
        const fitted = fitEvent(value, maxBytes);
        if (fitted === undefined) return;
        expect(Buffer.byteLength(fitted.json)).toBeLessThanOrEqual(maxBytes);
        expect(identity(fitted.event)).toEqual(identity(value));
        expect(fitted.json).toBe(JSON.stringify(fitted.event));
        expect(fitted.truncated.length === 0).toBe(share >= 1);
        expect(fitEvent(fitted.event, maxBytes)?.event).toBe(fitted.event);
      }),
    );
  });

  test("gives up only when lineage and note are too large", () => {
    fc.assert(
      fc.property(event, (value) => {
        const { run, job, inputs = [], outputs = [] } = value;
        const maps = [
          run.facets,
          job.facets,
          ...[...inputs, ...outputs].flatMap((set) => [set.facets, set.inputFacets]),
        ];
        const droppedKeys = maps.flatMap((facets) => Object.keys(facets ?? {}));
        const note = JSON.stringify([droppedKeys, value.producer]).length * 3 + 30 * droppedKeys.length + 300;
        const envelope = 300 + 40 * maps.length;
        const room = Buffer.byteLength(JSON.stringify(identity(value))) + envelope + note;
        expect(fitEvent(value, room)).toBeDefined();
      }),
    );
  });
});
