import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { tidemark } from "#test/support/command.ts";
import { commandsAt } from "#test/support/commands-at.ts";
import { runId } from "#test/support/events.ts";
import { startQuestions } from "#test/support/questions.ts";
import type { Questions } from "#test/support/questions.ts";
import { oddName, postgres, shopEvents } from "./shop.ts";

let questions: Questions;
beforeAll(async () => {
  questions = await startQuestions();
  await questions.send(shopEvents);
  // Names that symlinks give are resolved a little later.
  await vi.waitFor(
    async () => expect((await lines("quality", "--dataset", "orders_view")).length).toBeGreaterThan(1),
    30_000,
  );
});
afterAll(async () => {
  await questions.collector.close();
});

const ask = commandsAt(() => questions.collector.url);

/** What is printed, by lines; it must have worked. */
async function lines(...argv: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await ask(...argv);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).not.toContain("\u001B");
  return stdout.trimEnd().split("\n");
}

describe("lists", () => {
  test("runs, the newest first, in columns", async () => {
    const shown = await lines("runs", "--state", "fail,running");
    expect(shown[0]).toMatch(/^STARTED +STATE +TOOK +JOB +RUN +ERROR$/);
    expect(shown[1]).toContain("2026-03-02T04:00:00Z  RUNNING");
    expect(shown[2]).toMatch(
      new RegExp(`^2026-03-01T02:21:00Z +FAIL +4 min +airflow/shop.daily.query +${runId(4)} +division by zero$`),
    );
    expect(shown).toHaveLength(5);
  });

  test("jobs and datasets, what is asked for", async () => {
    expect(await lines("jobs", "--owner", "team:sales")).toEqual([
      "JOB                       TYPE  BY       LAST SEEN             OWNERS      DESCRIPTION",
      "airflow/shop.load_orders  TASK  AIRFLOW  2026-03-02T02:05:00Z  team:sales  Orders from the lake",
    ]);
    const datasets = await lines("datasets", "--job", "shop.daily.query");
    expect(datasets[1]).toMatch(/^postgres:\S+\/shop.mart.daily/);
    expect(datasets[2]).toMatch(
      /^postgres:\S+\/shop.public.orders +2026-03-02T02:05:00Z +2026-03-01T02:25:00Z +team:sales .*One row an order$/,
    );
    expect(await lines("datasets", "--deleted")).toEqual(["No datasets."]);
  });

  test("quality: which checks failed", async () => {
    const [head, ...rows] = await lines("quality", "--failed", "--dataset", "orders_view", "--since", "2026-03-01");
    expect(head).toMatch(/^WHEN +RESULT +SEVERITY +DATASET +COLUMN +CHECK +EXPECTED +ACTUAL$/);
    expect(rows).toEqual([expect.stringMatching(/failed +error .*shop.public.orders +order_id +unique +0 +7$/)]);
  });

  test("search, with words between", async () => {
    const shown = await lines("search", "shop", "orders", "--kind", "dataset");
    expect(shown[1]).toMatch(/^dataset +postgres:.*shop.public.orders/);
    expect(await lines("search", "nothing-like-this")).toEqual(["Nothing has these words."]);
  });

  test("a page, and how to go on; as JSON one line", async () => {
    const first = await lines("runs", "--limit", "2");
    const [, cursor = ""] = /^More: add --cursor (\S+)$/.exec(first.at(-1) ?? "") ?? [];
    const second = await lines("runs", "--limit", "5", "--cursor", cursor);
    // Padded for themselves; the ids are what is the same.
    const ids = [...first, ...second].flatMap((line) => /[\da-f-]{36}|raw.*--/.exec(line)?.[0] ?? []);
    expect(ids).toHaveLength(7);
    const [json = "", ...others] = await lines("runs", "--json", "--limit", "2");
    expect(others).toEqual([]);
    expect(JSON.parse(json)).toMatchObject({ items: [{ runId: oddName }, { runId: runId(5) }], next: cursor });
  });
});

describe("single things", () => {
  test("a run, and its tree", async () => {
    const run = await lines("runs", runId(4));
    expect(run[0]).toBe("airflow/shop.daily.query  FAIL");
    expect(run).toContain("Ended        2026-03-01T02:25:00Z, after 4 min");
    expect(run).toContain("Error        division by zero");
    expect(run.join("\n")).toMatch(
      /\nRead\nDATASET\n.*shop.public.orders\n\nWrote\nDATASET\n.*shop.mart.daily\n\nChecked\n/,
    );
    const loaded = (await lines("runs", runId(2))).join("\n");
    expect(loaded).toMatch(/Wrote\nDATASET +ROWS +SIZE +FILES\n\S+ +120 +64.0 kB +3\n/);
    expect(loaded).toMatch(/Cost\nITEM +AMOUNT +CURRENCY +QUANTITY +UNIT\nwarehouse +1.25 +EUR +0.5 +credit$/);
    expect(await lines("runs", runId(4), "--tree")).toEqual([
      `airflow/shop  FAIL  2026-03-01T02:00:00Z  30 min  ${runId(1)}`,
      `└─ airflow/shop.daily  FAIL  2026-03-01T02:20:00Z  6 min  ${runId(3)}`,
      `   └─ airflow/shop.daily.query  FAIL  2026-03-01T02:21:00Z  4 min  ${runId(4)}`,
    ]);
  });

  test("a job and a dataset", async () => {
    const job = (await lines("jobs", "airflow/shop.load_orders")).join("\n");
    expect(job).toMatch(/^airflow\/shop.load_orders\nDescription +Orders from the lake\nType +TASK, AIRFLOW, BATCH\n/);
    expect(job).toMatch(/Tags +tier=gold\n/);
    expect(job).toMatch(/\nReads\n.*\n.*raw\/orders.*\n\nWrites\n.*\n.*shop.public.orders.*\n\nNewest runs\n/);
    const dataset = (await lines("datasets", "public.orders")).join("\n");
    expect(dataset).toMatch(/\nAliases +hive:\/\/meta\/shop.orders_view\n/);
    expect(dataset).toMatch(/\nWritten by\n.*\nairflow\/shop.load_orders /);
    expect(dataset).toMatch(/\nColumns, version 2\n/);
  });

  test("a schema: its columns, its versions, what changed", async () => {
    const schema = await lines("schema", "public.orders");
    expect(schema[1]).toBe("Version  2, from 2026-03-02T02:05:00Z to 2026-03-02T02:05:00Z");
    expect(schema.slice(4, 6)).toEqual(["COLUMN    TYPE", "order_id  bigint"]);
    expect(schema.join("\n")).toMatch(
      /\n +2 +2026-03-02T02:05:00Z +2026-03-02T02:05:00Z +3 +backward\n +1 +2026-03-01T02:10:00Z/,
    );
    const difference = [
      `${postgres}/shop.public.orders  version 1 to 2: backward`,
      "New readers can read old data; readers of the old schema may fail on new data.",
      "",
      "   COLUMN        TYPE          CHANGE",
      "+  customer.vip  boolean       full",
      "~  order_id      int → bigint  backward",
    ];
    expect(await lines("schema", "public.orders", "--diff")).toEqual(difference);
    expect(await lines("schema", "public.orders", "--diff", "1..2")).toEqual(difference);
    expect((await lines("schema", "public.orders", "--diff", "2..1"))[0]).toContain("breaking");
    expect(await lines("schema", "shop.mart.daily")).toEqual([
      `${postgres}/shop.mart.daily`,
      "No event has said its schema.",
    ]);
  });

  test("names that would move the cursor or colour the terminal are printed plain", async () => {
    const [title] = await lines("jobs", `dagster/${oddName}`);
    expect(title).toContain(`it's "odd"`);
  });
});

test("--as-of: what was known then", async () => {
  const then = ["--as-of", "2026-03-01T02:24:00Z"];
  expect((await lines("runs", runId(4), ...then))[0]).toBe("airflow/shop.daily.query  RUNNING");
  expect(await lines("jobs", "--as-of", "2020-01-01")).toEqual(["No jobs."]);
});

describe("what goes wrong", () => {
  test.each([
    [
      ["schema", "ordes"],
      1,
      `nothing has this name; did you mean:\n  ${postgres}/shop.public.orders\n  s3://lake/raw/orders`,
    ],
    [["runs", "--job", "shop.load_order"], 1, "nothing has this name; did you mean:\n  airflow/shop.load_orders"],
    [
      ["jobs", "shop.load_orders"],
      1,
      "several have this name; say which:\n  airflow/shop.load_orders\n  dagster/shop.load_orders",
    ],
    [["runs", "nonsense"], 1, "no such run\n`tidemark search` finds"],
    [["runs", "--since", "someday"], 2, "--since takes a time"],
    [["jobs", "--as-of", "2026-13-01"], 2, "--as-of takes a time"],
    [["runs", "--limit", "0"], 2, "limit takes a whole number from 1 to 1000"],
    [["schema", "public.orders", "--diff", "latest"], 2, "--diff takes two versions such as 1..2"],
    [["schema", "public.orders", "--diff", "1..7"], 1, "its versions are 1 to 2"],
  ] as const)("%j", async (argv, code, message) => {
    const result = await ask(...argv);
    expect([result.code, result.stdout]).toEqual([code, ""]);
    expect(result.stderr).toContain(message);
  });

  test.each([
    [["quality", "--failed", "--passed"], "cannot be used with"],
    [["schema"], "missing required argument"],
    [["runs", "--sttate", "FAIL"], "Did you mean --state?"],
  ] as const)("%j, in a process of its own", async (argv, message) => {
    expect(await tidemark(argv)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(message) });
  });
});

test("in a process of its own, without a terminal: no colours, nothing cut", async () => {
  const { code, stdout, stderr } = await tidemark(["runs", runId(4)], { TIDEMARK_URL: questions.collector.url });
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^airflow\/shop.daily.query  FAIL\nRun /);
  expect(stdout).not.toContain("\u001B");
});
