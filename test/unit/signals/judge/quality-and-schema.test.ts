import { describe, expect, it } from "vitest";
import { at, batch, check, day, hour, schemaOf } from "#test/support/signals/facts.ts";
import { judged } from "#test/support/signals/judged.ts";

const start = at("2026-05-01 00:00");
const now = start + 3 * day;

describe("quality", () => {
  it("is each check's last result, failing since it last held", async () => {
    const checks = [
      check({ at: start, success: true }),
      check({ at: start + hour, success: false }),
      check({ at: start + 2 * hour, success: false, actual: "3 nulls", expected: "none" }),
      check({ at: start, column: "amount", success: false }),
      check({ at: start + hour, column: "amount" }),
    ];
    expect(await judged("quality", batch({ checks: checks.toReversed() }), now)).toMatchObject([
      { aspect: "amount not_null", state: "ok" },
      {
        aspect: "id not_null",
        state: "breach",
        since: start + hour,
        observed: 2,
        summary: "not_null of id failed: 3 nulls, expected none",
        evidence: { goodAt: start },
      },
    ]);
  });

  it.each([
    ["warn", "", "warning"],
    ["error", "", "error"],
    ["", "", "warning"],
    ["warn", "{ severity: critical }", "critical"],
    ["error", "{ checks: [{ assertion: not_*, column: id, severity: info }] }", "info"],
  ])("said to be %j and declared %j", async (said, declared, severity) => {
    const yaml = declared === "" ? "" : `datasets: [{ match: db/orders, quality: ${declared} }]`;
    const checks = [check({ at: start, success: false, severity: said })];
    expect(await judged("quality", batch({ checks }), now, yaml)).toMatchObject([{ state: "breach", severity }]);
  });

  it("may be off for some checks", async () => {
    const yaml = "datasets: [{ match: db/orders, quality: { checks: [{ column: id, severity: off }] } }]";
    expect(await judged("quality", batch({ checks: [check({ at: start, success: false })] }), now, yaml)).toEqual([]);
  });
});

describe("schema", () => {
  const before = schemaOf({ id: "bigint", amount: "int" }, start - 30 * day, start);
  const change = (columns: Readonly<Record<string, string>>) => [
    before,
    schemaOf(columns, start + day, start + 2 * day),
  ];

  it.each([
    [{ id: "bigint" }, "backward", "ok"],
    [{ id: "bigint" }, "full", "breach"],
    [{ id: "bigint", amount: "int", tax: "int" }, "full", "ok"],
    [{ id: "bigint", amount: "text" }, "backward", "breach"],
    [{ id: "bigint", amount: "text" }, "none", "ok"],
  ])("%j by %s", async (columns, compatibility, state) => {
    const yaml = `datasets: [{ match: db/orders, schema: ${compatibility} }]`;
    expect(await judged("schema", batch({ schemas: change(columns) }), start + 2 * day, yaml)).toMatchObject([
      { state, since: start + day, evidence: { schemaVersion: 2 } },
    ]);
  });

  it.each([
    [{ id: "bigint" }, { state: "breach", summary: "amount removed: backward, forward is expected" }],
    [{ id: "bigint", amount: "int", tax: "int" }, { state: "ok" }],
  ])("%j of which nobody says anything", async (columns, said) => {
    expect(await judged("schema", batch({ schemas: change(columns) }), start + 2 * day)).toMatchObject([said]);
  });

  it("leaves out fields that may change, and says what did", async () => {
    const schemas = change({ id: "bigint", amount: "text", tmp: "int" });
    const yaml = "datasets: [{ match: db/orders, schema: { ignore: [amount] } }]";
    expect(await judged("schema", batch({ schemas }), start + 2 * day, yaml)).toMatchObject([
      { state: "ok", summary: "tmp added: full" },
    ]);
  });

  it("is the new normal after two days", async () => {
    const schemas = change({ id: "bigint", amount: "text" });
    expect(await judged("schema", batch({ schemas }), start + 3 * day - 1)).toMatchObject([
      { state: "breach", validUntil: start + 3 * day },
    ]);
    expect(await judged("schema", batch({ schemas }), start + 3 * day)).toMatchObject([{ state: "ok" }]);
  });

  describe("of a source, which nobody writes", () => {
    const yaml = "datasets: [{ match: db/orders, schema: full }]";
    const [old, renamed] = change({ id: "bigint", total: "int" }).map((each) => ({ ...each, isRead: true }));
    const schemas = [old, renamed].filter((each) => each !== undefined);

    it("is what its readers say", async () => {
      expect(await judged("schema", batch({ schemas, links: [] }), start + 2 * day, yaml)).toMatchObject([
        { state: "breach", since: start + day, summary: "amount removed, total added: backward, full is expected" },
      ]);
    });

    it("is not compared between two readers, who may each name some of its columns", async () => {
      const other = schemas.map((each, index) => ({ ...each, job: { namespace: "air", name: `reader ${index}` } }));
      expect(await judged("schema", batch({ schemas: other, links: [] }), start + 2 * day, yaml)).toMatchObject([
        { state: "ok" },
      ]);
    });

    it("is its writer's as soon as it has one", async () => {
      expect(await judged("schema", batch({ schemas: [before, ...schemas] }), start + 2 * day, yaml)).toMatchObject([
        { state: "ok", summary: "2 fields, never changed" },
      ]);
    });
  });
});
