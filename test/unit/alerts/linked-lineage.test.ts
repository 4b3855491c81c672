import { expect, test } from "vitest";
import { LinkedLineage } from "#alerts/backtest/linked-lineage.ts";
import type { ThingFact } from "#signals/facts/fact.ts";
import type { Subject } from "#signals/verdict.ts";

const day = 86_400_000;
const named = (name: string) => ({ namespace: "n", name });
const dataset = (name: string): Subject => ({ kind: "dataset", ...named(name) });
const job = (name: string): Subject => ({ kind: "job", ...named(name) });
const nothing = { things: [], links: [], starts: [] };

function alias(name: string, canonical: string): ThingFact {
  return {
    thing: { kind: "dataset", ...named(name), canonical: named(canonical) },
    receivedAt: 0,
    deletedAt: null,
  };
}

const link = (of: string, name: string, role: "input" | "output") => ({ job: named(of), dataset: named(name), role });
const start = (receivedAt: number) => ({ parent: named("nightly"), job: named("load"), receivedAt });

/** load -> s3_orders, which is called orders; orders -> sum -> mart -> export */
function shop(): LinkedLineage {
  const lineage = new LinkedLineage();
  lineage.add({ ...nothing, links: [link("load", "s3_orders", "output"), link("sum", "orders", "input")] }, 0);
  lineage.add({ ...nothing, links: [link("sum", "mart", "output"), link("export", "mart", "input")] }, 0);
  lineage.add({ ...nothing, things: [alias("s3_orders", "orders")] }, 0);
  return lineage;
}

test("a dataset has what was said of it under any of its names, before it was known that they are its", () => {
  expect(shop().writers(dataset("orders"))).toEqual([job("load")]);
  expect(shop().upstream(dataset("mart"))).toEqual([dataset("orders")]);
  const hurt = { datasets: [dataset("orders"), dataset("mart")], consumers: [job("export")] };
  expect(shop().hurt(job("load"))).toEqual(hurt);
});

test("a job that was started in the last week is a part", () => {
  const lineage = new LinkedLineage();
  lineage.add({ ...nothing, starts: [start(day)] }, day);
  expect(lineage.parts(job("nightly"))).toEqual([job("load")]);
  lineage.add(nothing, 9 * day);
  expect(lineage.parts(job("nightly"))).toEqual([]);
  lineage.add({ ...nothing, starts: [start(9 * day)] }, 9 * day);
  expect(lineage.parts(job("nightly"))).toEqual([job("load")]);
  expect(lineage.parts(job("load"))).toEqual([]);
});
