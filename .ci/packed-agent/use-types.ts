// Compiled, never run: what the declarations promise to a user of TypeScript.
import { createAgent } from "@tidemark/agent";
import type { Agent, DeliveryCounts, Run } from "@tidemark/agent";
import type { RunEvent } from "@tidemark/agent/contract/event";

const agent: Agent = createAgent({ transport: { type: "nats", url: "nats://127.0.0.1:4222" }, namespace: "packed" });

export async function load(event: RunEvent): Promise<DeliveryCounts> {
  const rows: number = await agent.run("orders.load", { nominalTime: new Date() }, async (run: Run) => {
    run.output("postgres://db:5432/shop.public.orders", {
      rows: 3,
      columns: { id: [{ dataset: "s3://lake/orders.csv", column: "id" }] },
    });
    return 3;
  });
  // @ts-expect-error rows is a number
  rows.toUpperCase();
  agent.emit(event);
  return agent.close();
}
