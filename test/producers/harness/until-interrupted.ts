import { once } from "node:events";
import type { Workplace } from "./workplace.ts";

/** Says where everything is, and leaves it there until Ctrl-C. */
export async function untilInterrupted({ collector, directory }: Workplace): Promise<void> {
  process.stderr.write(`
Tidemark     TIDEMARK_URL=${collector.url} npx tidemark runs
ClickHouse   ${collector.clickhouseUrl}
Pipeline     ${directory}
Ctrl-C ends it.
`);
  await once(process, "SIGINT");
}
