/**
 * A job queue behind Express: each job is a run, and who asked for it learns the run's id.
 *
 *   curl -X POST localhost:3000/reports -H 'content-type: application/json' -d '{"day": "2026-01-31"}'
 */
import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { createAgent } from "@tidemark/agent";
import type { Run } from "@tidemark/agent";
import express from "express";
import PQueue from "p-queue";

const directory = resolve(process.env["DATA"] ?? ".");
const agent = createAgent();
const queue = new PQueue({ concurrency: 2 });
const app = express().use(express.json());

app.post("/reports", (request, response) => {
  const { day } = request.body;
  if (typeof day !== "string" || !/^\d{4}-\d\d-\d\d$/.test(day)) {
    response.status(400).json({ error: "day is 2026-01-31" });
    return;
  }
  const runId = randomUUID();
  const job = { name: "reports.revenue", owners: ["team:sales"] };
  // A job that fails is told by its run; the queue goes on.
  queue
    .add(() => agent.run(job, { runId, nominalTime: day }, (run) => revenue(day, run)))
    .catch((error: unknown) => console.error(error));
  response.status(202).json({ runId });
});

const server = app.listen(Number(process.env["PORT"] ?? 3000), "127.0.0.1", () => console.log(server.address()));

// Jobs that were accepted are done; then nothing is left to do, and the process ends with all events sent.
process.once("SIGTERM", () => server.close());

/** The sum of a day's orders, `id,total` one a line. */
async function revenue(day: string, run: Run): Promise<void> {
  const [orders, report] = [`${directory}/orders-${day}.csv`, `${directory}/revenue-${day}.json`];
  const text = await readFile(orders, "utf8");
  const totals = text
    .trim()
    .split("\n")
    .map((line) => Number(line.split(",")[1]));
  run.input(orders, { rows: totals.length, bytes: Buffer.byteLength(text) });
  await writeFile(report, JSON.stringify({ day, total: totals.reduce((sum, total) => sum + total, 0) }));
  run.output(report, { rows: 1 });
  run.expect(orders, { name: "every order has a total", success: !totals.some(Number.isNaN) });
}
