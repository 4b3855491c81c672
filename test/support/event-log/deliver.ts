import { RowEncoder } from "#store/columns.ts";
import type { Store } from "#store/store.ts";
import { events } from "#store/tables/events.ts";
import type { Delivery } from "#test/support/naive/told.ts";
import { rawMessage, testPipeline } from "#test/support/pipeline.ts";

const pipeline = testPipeline();

/** Through the collector's stages into the store, as one batch. */
export async function deliver(store: Pick<Store, "insert">, batch: readonly Delivery[]): Promise<void> {
  const encoder = new RowEncoder(events);
  for (const { event, receivedAt } of batch) {
    for (const done of pipeline.process(rawMessage(JSON.stringify(event), { receivedAt }))) {
      if (done.kind === "row") encoder.add(done.row);
    }
  }
  await store.insert(encoder);
}
