import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { trace } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { Delivery } from "#collector/reader/delivery.ts";
import { MessageHandler } from "#collector/reader/message-handler.ts";
import { Outstanding } from "#collector/reader/outstanding.ts";
import { traceWrites } from "#collector/telemetry/traced-sink.ts";
import { runEvent } from "#test/support/events.ts";
import { testPipeline } from "#test/support/pipeline.ts";
import { untyped } from "#test/support/untyped.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function delivery(acknowledged: string[]): Delivery {
  const connection: Pick<NatsConnection, "publish" | "isClosed" | "isDraining"> = {
    isClosed: () => false,
    isDraining: () => false,
    publish: (_subject, payload) => void acknowledged.push(Buffer.from(payload ?? "").toString()),
  };
  const message: Pick<Msg, "data"> = { data: Buffer.from(JSON.stringify(runEvent())) };
  return new Delivery(untyped(connection), untyped(message), "$JS.ACK.S.C.1.7.7.1769842800123456789.0");
}

test.each([
  ["untraced", undefined],
  ["traced", { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", tracestate: "" }],
])("%s rows are let go once written, long before they are durable", async (_name, context) => {
  const insert = Promise.withResolvers<void>();
  const rows: WeakRef<object>[] = [];
  const writer = traceWrites(
    {
      ready: () => Promise.resolve(),
      write(written) {
        rows.push(...written.map((row) => new WeakRef(row)));
        return insert.promise;
      },
    },
    trace.getTracer("test"),
  );
  const handler = new MessageHandler({
    pipeline: testPipeline(),
    writer,
    log: { appendDeadLetter: () => Promise.reject(new Error("none is expected")) },
  });
  const outstanding = new Outstanding({ messages: 10, bytes: 100_000 }, 30_000);
  const acknowledged: string[] = [];
  const one = delivery(acknowledged);
  outstanding.add(one);
  if (context !== undefined) writer.onTrace(context);
  handler.handle(one, outstanding);
  await expect.poll(() => rows.length).toBe(1);
  await expect.poll(() => (collectGarbage(), rows[0]?.deref())).toBeUndefined();
  expect(acknowledged).toEqual([]);
  insert.resolve();
  await expect.poll(() => acknowledged).toEqual(["+ACK"]);
});
