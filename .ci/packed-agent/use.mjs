// Runs in an empty project that has nothing but the packed agent: a run is told, and what comes out is checked.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createAgent, version } from "@tidemark/agent";
import { eventIdentity } from "@tidemark/agent/contract/identity";

const path = process.argv[2];
const agent = createAgent({
  transport: { type: "file", path, append: true },
  namespace: "packed",
  spool: false,
  env: {},
});
const answer = await agent.run("orders.load", async (run) => {
  run.input("s3://lake/orders.csv", { rows: 3 });
  run.output("postgres://db:5432/shop.public.orders", { rows: 3, schema: { id: "bigint" } });
  run.expect("postgres://db:5432/shop.public.orders", { name: "id is there", success: true });
  return 42;
});
const counts = await agent.close();

const events = readFileSync(path, "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));
assert.equal(answer, 42);
assert.deepEqual(
  events.map(({ eventType }) => eventType),
  ["START", "COMPLETE"],
);
assert.equal(events[1].outputs[0].outputFacets.outputStatistics.rowCount, 3);
assert.match(eventIdentity(events[1]), /^[0-9a-f]{32}$/);
assert.deepEqual([counts.confirmed, counts.pending, counts.dropped], [2, 0, 0]);
assert.equal(existsSync("node_modules/zod"), false, "zod must stay out of the agent");
console.log(`@tidemark/agent ${version}: START and COMPLETE written`);
