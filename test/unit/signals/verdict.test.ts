import { describe, expect, it } from "vitest";
import { verdictKey } from "#signals/verdict.ts";
import type { Verdict } from "#signals/verdict.ts";

const late: Verdict = {
  signal: "freshness",
  subject: { kind: "dataset", namespace: "postgres://db", name: "shop.orders" },
  aspect: "",
  state: "breach",
  severity: "warning",
  since: 1000,
  observed: 7200,
  expected: 3600,
  lower: null,
  upper: 3600,
  unit: "s",
  p: null,
  deadline: 1000,
  history: { points: 0, from: null, wanted: 0 },
  summary: "2 h old",
  evidence: {},
  validUntil: 5000,
};

describe("a verdict", () => {
  it("is of one signal, subject and aspect", () => {
    const others: readonly Verdict[] = [
      { ...late, signal: "volume" },
      { ...late, aspect: "rows" },
      { ...late, subject: { ...late.subject, kind: "job" } },
      { ...late, subject: { ...late.subject, namespace: "postgres://db\0shop", name: "orders" } },
    ];
    expect(new Set([late, ...others].map(verdictKey)).size).toBe(5);
    const well: Verdict = { ...late, state: "ok", observed: 1 };
    expect(verdictKey(well)).toBe(verdictKey(late));
  });
});
