import type { Store } from "#store/store.ts";
import { createByteAsking } from "./ask-bytes.ts";
import { createGraphKeeper } from "./graph-keeper.ts";
import type { GraphSource } from "./graph-keeper.ts";
import { stampStatement } from "./graph-sql.ts";
import { loadGraph } from "./load-graph.ts";

/** The graphs of a store; one for all who ask it, since each takes memory. */
export function createGraphSource(store: Store): GraphSource {
  const ask = createByteAsking(store);
  return createGraphKeeper({
    load: (asOf) => loadGraph(ask, asOf),
    stamp: async (asOf) => (await ask(stampStatement(asOf))).toString("latin1"),
  });
}
