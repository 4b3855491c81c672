import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "#query/list.ts";
import type { RunItem } from "#query/lists/runs.ts";
import type { Producer } from "../harness/producer.ts";
import type { Workplace } from "../harness/workplace.ts";
import { facetChecks } from "./facet-checks.ts";

/** The client with each transport that reaches Tidemark; every one sends the same events, of a job of its own. */
export const pythonClient: Producer = {
  name: "python-client",
  runs: "the OpenLineage client for Python with every facet it has, over HTTP, gzip, async HTTP, composite, file, batch",
  needs: ["python3"],
  from: { registry: "PyPI", distribution: "openlineage-python" },
  async run(workplace) {
    const { collector, program, tidemark } = workplace;
    const send = (name: string, env: Readonly<Record<string, string>>, ...fails: readonly string[]): Promise<string> =>
      program("python", ["pipeline.py", name, ...fails], { env });
    const http = { type: "http", url: collector.url };
    await send("http", {});
    await send("failing", {}, "fails");
    await send("gzip", transport({ ...http, compression: "gzip" }));
    await send("async", transport({ ...http, type: "async_http" }));
    await send("composite", transport({ type: "composite", transports: { http, file: file("composite") } }));
    await send("file", transport(file("file")));
    await send("batch", transport(file("batch")));
    await tidemark(["emit", "file.events"], { env: { TIDEMARK_SPOOL: "spool" } });
    await postBatch(workplace);
  },
  checks: (workplace) => [
    ...names.flatMap((name) => [
      { title: `${name}: every event is stored once, as it was sent`, holds: () => storedAsSent(workplace, name) },
      { title: `${name}: state, times, parent and root of the run`, holds: () => runSeen(workplace, name) },
    ]),
    ...facetChecks(workplace, "http"),
  ],
};

const names = ["http", "failing", "gzip", "async", "composite", "file", "batch"];

function file(name: string): object {
  return { type: "file", log_file_path: `${name}.events`, append: true };
}

function transport(config: object): Readonly<Record<string, string>> {
  return { OPENLINEAGE__TRANSPORT: JSON.stringify(config) };
}

async function postBatch({ collector, directory }: Workplace): Promise<void> {
  const lines = (await readFile(join(directory, "batch.events"), "utf8")).trimEnd().split("\n");
  const response = await fetch(`${collector.url}/api/v1/lineage/batch`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: `[${lines.join(",")}]`,
  });
  assert.equal(response.status, 200, await response.text());
}

async function storedAsSent({ directory, rows }: Workplace, name: string): Promise<void> {
  const lines = (await readFile(join(directory, `sent-${name}.ndjson`), "utf8")).trimEnd().split("\n");
  const sent = lines.map((line): unknown => JSON.parse(line));
  const stored = await rows<{ readonly payload: string }>(`SELECT payload FROM tidemark.events FINAL
    WHERE job_name = 'orders.${name}' OR (kind = 'dataset' AND datasets.name = ['shop.public.orders_${name}'])
    ORDER BY kind = 'run' DESC, event_time, kind = 'job' DESC`);
  assert.deepEqual(
    stored.map(({ payload }): unknown => JSON.parse(payload)),
    sent,
  );
}

async function runSeen({ ask }: Workplace, name: string): Promise<void> {
  const { items } = await ask<Page<RunItem>>("runs", { namespace: "python", job: `orders.${name}` });
  assert.equal(items.length, 1);
  const { state, startedAt, endedAt, durationMs, nominalStart, nominalEnd, parent, root, error, tags } = items[0] ?? {};
  assert.deepEqual(
    { state, startedAt, endedAt, durationMs, nominalStart, nominalEnd, parent, root, error, tags },
    {
      state: name === "failing" ? "FAIL" : "COMPLETE",
      startedAt: "2026-01-31T07:00:00.000000Z",
      endedAt: "2026-01-31T07:02:00.000000Z",
      durationMs: 120_000,
      nominalStart: "2026-01-30T00:00:00.000000Z",
      nominalEnd: "2026-01-31T00:00:00.000000Z",
      parent: { job: { namespace: "python", name: "nightly" }, runId: "0194b8a4-7f00-7000-8000-0000000000aa" },
      root: { job: { namespace: "python", name: "scheduler" }, runId: "0194b8a4-7f00-7000-8000-0000000000bb" },
      error: name === "failing" ? "disk full" : null,
      tags: { openlineage_client_version: "1.54.0", trigger: "cron" },
    },
  );
}
