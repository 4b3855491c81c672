/**
 * Delivers the logs of some seeds into an embedded store, batch by batch, settling in between:
 * `node delivery-process.ts --path DIRECTORY --seeds N --from BATCH`. Says `{"begun": n}` when the insert of
 * batch number n begins, and `{"acknowledged": n}` when it and all before it are stored; counted from 1.
 */
import { parseArgs } from "node:util";
import type { RowEncoder, TableColumns } from "#store/columns.ts";
import { settle } from "#store/derived/settle.ts";
import { deliver } from "./deliver.ts";
import { deliveryBatches } from "./delivery-batches.ts";
import { openAt } from "./reopening-store.ts";

const { values } = parseArgs({
  options: {
    path: { type: "string", default: "" },
    seeds: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
  },
});

const from = Number(values.from);
const store = await openAt(values.path);
for (const [index, batch] of deliveryBatches(Number(values.seeds)).entries()) {
  if (index < from) continue;
  const insert = async <C extends TableColumns>(rows: RowEncoder<C>): Promise<void> => {
    say({ begun: index + 1 });
    await store.insert(rows);
  };
  await Promise.all([deliver({ insert }, batch), settle(store)]);
  say({ acknowledged: index + 1 });
}
await store.close();

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
