import { join } from "node:path";
import { importHistory } from "./history/import-history.ts";
import type { ImportResult } from "./history/import-history.ts";
import type { DemoOptions } from "./options.ts";
import type { Connection } from "./connection.ts";
import { isHistory, storedEvents } from "./questions/stored.ts";
import type { StoreClient } from "./questions/store-client.ts";
import { count } from "./screen/screen.ts";
import type { Screen } from "./screen/screen.ts";
import { storedWithinMs, waitFor } from "./wait-for.ts";

/** Imports the history, and returns when all of it can be read. */
export async function tellHistory(
  { days, directory }: DemoOptions,
  screen: Screen,
  connection: Connection,
  store: StoreClient,
  story: { readonly end: number; readonly isNew: boolean },
): Promise<ImportResult> {
  const ends = new Date(story.end).toISOString().slice(0, 16).replace("T", " ");
  screen.heading(
    `History: ${days === 1 ? "a day" : `${days} days`}, up to ${ends} UTC${story.isNew ? "" : "; sent again, stored once"}`,
  );
  const startedAt = performance.now();
  const task = { connection, spool: join(directory, "spool/history"), days, end: story.end };
  const imported = await importHistory(task, (confirmed, total) =>
    screen.progress(confirmed, total, `${count(confirmed)} of ${count(total)} events`),
  );
  await waitFor("the history in the store", storedWithinMs, async () => {
    const stored = await storedEvents(store, isHistory(story.end));
    screen.progress(stored, imported.total, `${count(stored)} of ${count(imported.total)} stored`);
    return stored >= imported.total || undefined;
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const events = count(imported.total);
  screen.line(
    `  ${screen.style("green", "✓")} ${events} events, received when they happened, stored after ${seconds} s`,
  );
  return imported;
}
