import { Readable } from "node:stream";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEmit } from "#agent/cli/emit-options.ts";
import { shapeProblem } from "#agent/cli/event-shape.ts";
import { parseExactly } from "#agent/contract/parse-exactly.ts";
import { readEvents } from "#agent/cli/read-events.ts";
import { parseRun } from "#agent/cli/run-options.ts";
import { Tail } from "#agent/cli/tail.ts";
import { Window } from "#agent/cli/window.ts";

async function texts(content: string, chunkSize = 3): Promise<readonly (readonly [number, string])[]> {
  const bytes = Buffer.from(content);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkSize) }, (_, n) =>
    bytes.subarray(n * chunkSize, (n + 1) * chunkSize),
  );
  const found: [number, string][] = [];
  for await (const { line, text } of readEvents(Readable.from(chunks))) found.push([line, text]);
  return found;
}

describe("JSON texts of a stream", () => {
  test.each([
    ["nothing", "", []],
    ["blank lines", "\n \n", []],
    ["one line without its end", '{"a":1}', [[1, '{"a":1}']]],
    [
      "lines, some blank, some broken",
      '{"a":1}\r\n\n{"b":\n{"c":"ä"}\n',
      [
        [1, '{"a":1}'],
        [3, '{"b":'],
        [4, '{"c":"ä"}'],
      ],
    ],
    [
      "an array",
      '[{"a":[1,"]}"]},\n {"b":{}}, 5, "x\\"y", []]',
      [
        [1, '{"a":[1,"]}"]}'],
        [2, '{"b":{}}'],
        [2, "5"],
        [2, '"x\\"y"'],
        [2, "[]"],
      ],
    ],
    [
      "an array over lines",
      '\n[\n  {"a":1},\n  {"b":2}\n]\n',
      [
        [3, '{"a":1}'],
        [4, '{"b":2}'],
      ],
    ],
    [
      "an array that ends too early",
      '[{"a":1},{"b":',
      [
        [1, '{"a":1}'],
        [1, '{"b":'],
      ],
    ],
    [
      "an object over lines",
      '{\n  "a": 1\n}\n{\n  "b": 2\n}',
      [
        [1, '{\n  "a": 1\n}'],
        [4, '{\n  "b": 2\n}'],
      ],
    ],
  ])("%s", async (_, content, expected) => {
    for (const chunkSize of [1, 3, 1000]) expect(await texts(content, chunkSize)).toEqual(expected);
  });

  test("any array of values, in any chunks, is cut as JSON.parse would", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { minLength: 1 }),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(4),
        async (values, size, indent) => {
          const found = await texts(JSON.stringify(values, null, indent), size);
          expect(found.map(([, text]) => JSON.stringify(JSON.parse(text)))).toEqual(
            values.map((value) => JSON.stringify(value)),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

test.each([
  [{ eventTime: "2026-01-31T00:00:00Z", run: { runId: "r" }, job: { namespace: "n", name: "j" } }, undefined],
  [{ eventTime: "2026-01-31T00:00:00Z", dataset: { namespace: "n", name: "d" } }, undefined],
  [{ eventTime: "2026-01-31T00:00:00Z", job: { namespace: "n", name: "j" } }, undefined],
  [[], "not an object"],
  [5, "not an object"],
  [{ job: {} }, "eventTime"],
  [{ eventTime: "yesterday", job: {} }, "eventTime"],
  [{ eventTime: "2026-01-31T00:00:00Z", run: {}, job: { namespace: "n", name: "j" } }, "run.runId"],
  [{ eventTime: "2026-01-31T00:00:00Z", run: { runId: "r" } }, "job is missing"],
  [{ eventTime: "2026-01-31T00:00:00Z", job: { name: "j" } }, "job.namespace"],
  [{ eventTime: "2026-01-31T00:00:00Z", dataset: { namespace: "n" } }, "dataset.name"],
])("the shape of %o: %s", (event, problem) => {
  const found = shapeProblem(event);
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(problem);
});

test("numbers that no double holds stay as they are written", () => {
  const text = '{"big":12345678901234567890,"small":1234567890123456,"text":"12345678901234567890"}';
  expect(JSON.stringify(parseExactly(text))).toBe(text);
  expect(() => parseExactly("{1234567890123456}")).toThrow(SyntaxError);
});

test("the tail of a stream is its last bytes", () => {
  const tail = new Tail(10);
  expect(tail.text()).toBe("");
  for (let n = 0; n < 100; n++) tail.add(Buffer.from(`${n},`));
  expect(tail.text()).toBe("97,98,99,".slice(-10).padStart(10, ","));
  tail.add(Buffer.from("x".repeat(50)));
  expect(tail.text()).toBe("x".repeat(10));
});

test("a window lets in as much as it is wide, and tells when nothing moves", async () => {
  const window = new Window(2, 100);
  window.add(10);
  expect(await window.room(1000)).toBe(true);
  window.add(10);
  expect(await window.room(10)).toBe(false);
  const waiting = window.room(1000);
  window.settle(10);
  expect(await waiting).toBe(true);
  expect(await window.empty(10)).toBe(false);
  window.settle(10);
  expect(await window.empty(10)).toBe(true);
  expect(window.events).toBe(0);
});

describe("arguments of run", () => {
  test("options stand before the command, and are the command's own behind it", () => {
    expect(
      parseRun([
        "--job",
        "j",
        "--input",
        "a",
        "--input",
        "b",
        "--timeout",
        "2",
        "--",
        "dbt",
        "build",
        "--job",
        "x",
        "--",
      ]),
    ).toMatchObject({
      kind: "run",
      job: "j",
      inputs: ["a", "b"],
      outputs: [],
      timeoutMs: 2000,
      command: "dbt",
      commandArguments: ["build", "--job", "x", "--"],
    });
    expect(parseRun(["--", "/usr/bin/dbt"])).toMatchObject({ job: "dbt" });
  });

  test.each([[[]], [["dbt"]], [["--"]], [["--nonsense", "--", "x"]], [["--timeout", "soon", "--", "x"]]])(
    "%o is wrong",
    (argv) => {
      expect(parseRun(argv).kind).toBe("usage");
    },
  );

  test("help", () => {
    expect(parseRun(["--help"]).kind).toBe("help");
  });
});

describe("arguments of emit", () => {
  test("a file or standard input", () => {
    expect(parseEmit(["-"])).toMatchObject({ kind: "emit", source: "-", json: false, timeoutMs: 30_000 });
    expect(parseEmit(["--json", "--url", "nats://x", "f"])).toMatchObject({ source: "f", json: true, url: "nats://x" });
    expect(parseEmit(["-h"]).kind).toBe("help");
  });

  test.each([[[]], [["a", "b"]], [["--x"]], [["--timeout", "-1", "a"]]])("%o is wrong", (argv) => {
    expect(parseEmit(argv).kind).toBe("usage");
  });
});
