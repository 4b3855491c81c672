/** A job of node-cron: a copy of a file every night, and a run for each, with the time it was planned for. */
import { copyFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { createAgent } from "@tidemark/agent";
import { schedule } from "node-cron";

const directory = resolve(process.env["DATA"] ?? ".");
const agent = createAgent();

const nightly = schedule(
  process.env["SCHEDULE"] ?? "15 2 * * *",
  ({ date }) =>
    agent.run({ name: "orders.backup", tags: ["nightly"] }, { nominalTime: date }, async (run) => {
      const [source, copy] = [`${directory}/orders.csv`, `${directory}/orders-backup.csv`];
      await copyFile(source, copy);
      const { size, mtime } = await stat(source);
      run.input(source, { bytes: size });
      run.metric(source, { lastUpdated: mtime });
      run.output(copy, { bytes: size });
    }),
  { noOverlap: true },
);

process.once("SIGTERM", () => void nightly.destroy());
