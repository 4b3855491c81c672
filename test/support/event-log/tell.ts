import type { Store } from "#store/store.ts";
import { object } from "#test/support/naive/json.ts";
import { deliver } from "./deliver.ts";
import { reset } from "./reset.ts";
import { settleAll } from "./trial.ts";

/** When the first of the events that a test tells is received; the others follow, one a minute. */
export const toldFrom = Date.UTC(2026, 1, 1, 12);

/**
 * Empties the store, and tells it these events, received in their order. What is derived is settled when
 * it resolves. All in one batch: that batches make no difference is a property with a test of its own.
 */
export async function tell(store: Store, events: readonly object[]): Promise<void> {
  await reset(store);
  await deliver(
    store,
    events.map((event, index) => ({ event: object(event), receivedAt: (toldFrom + index * 60_000) * 1000 })),
  );
  await settleAll(store);
}
