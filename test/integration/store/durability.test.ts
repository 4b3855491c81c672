import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, test } from "vitest";
import { openEmbeddedStore } from "#store/engines/embedded.ts";

const kills = 10;
const path = mkdtempSync(join(tmpdir(), "tidemark-durability-"));
afterAll(() => rmSync(path, { recursive: true, force: true }));

interface Writer {
  readonly process: ChildProcess;
  readonly stderr: string[];
  /** Resolves after so many acknowledgements; calls back with each acknowledged event. */
  acknowledged(count: number): Promise<void>;
}

function startWriter(first: number, batches: number, onAck: (event: number) => void): Writer {
  const script = join(import.meta.dirname, "../../support/store-writer-process.ts");
  const child = spawn(process.execPath, [script, path, String(first), String(batches)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stderr: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk.toString()));
  let seen = 0;
  let wake: (() => void) | undefined;
  createInterface({ input: child.stdout }).on("line", (line) => {
    onAck(Number(/^ack (\d+)$/.exec(line)?.[1]));
    seen++;
    wake?.();
  });
  return {
    process: child,
    stderr,
    acknowledged: (count) =>
      new Promise((resolve, reject) => {
        wake = () => {
          if (seen >= count) resolve();
        };
        child.once("exit", () => reject(new Error(`The writer ended by itself: ${stderr.join("")}`)));
      }),
  };
}

test(`${kills} times killed in the middle of inserts, every acknowledged row is there, once`, async () => {
  let last = -1;
  for (let round = 0; round < kills; round++) {
    // The events that were not acknowledged are sent again, as a log would redeliver them.
    const writer = startWriter(last + 1, 1_000_000, (event) => {
      last = event;
    });
    await writer.acknowledged(1 + (round % 4));
    const exited = once(writer.process, "exit");
    writer.process.kill("SIGKILL");
    await exited;
  }
  const store = await openEmbeddedStore({ path });
  const result = await store.client.query({
    query: `SELECT toUInt32(countIf(toUInt64(event_id) <= {last:UInt64})) AS rows, toUInt32(uniqExactIf(event_id, toUInt64(event_id) <= {last:UInt64})) AS distinct_rows
      FROM tidemark.events FINAL`,
    query_params: { last },
    format: "JSONEachRow",
  });
  expect(last).toBeGreaterThan(kills * 50 - 1);
  expect(await result.json()).toEqual([{ rows: last + 1, distinct_rows: last + 1 }]);
  await store.close();
}, 120_000);

test("a process that has closed its store ends by itself, without a word", async () => {
  const writer = startWriter(0, 2, () => undefined);
  const [code, signal] = await once(writer.process, "exit");
  expect({ code, signal, stderr: writer.stderr.join("") }).toEqual({ code: 0, signal: null, stderr: "" });
});
