import { createRedactor } from "#agent/contract/redact.ts";
import type { Store } from "#store/store.ts";
import type { Config } from "../config/config.ts";
import { deadLetterRow, refuse } from "../dead-letters/dead-letter-row.ts";
import { DeadLetterWriter } from "../dead-letters/dead-letter-writer.ts";
import { EventWriter } from "../writer/event-writer.ts";
import { createImporter } from "./importer.ts";
import type { Importer } from "./importer.ts";

export interface OpenedImporter extends Importer {
  /** What was imported is durable already. */
  readonly close: () => Promise<void>;
}

/** An importer into a store that no collector has open, with writers of its own. */
export function openImporter(store: Store, config: Pick<Config, "redactKeys" | "maxEventBytes">): OpenedImporter {
  const deadLetters = new DeadLetterWriter({ store });
  const sink = new EventWriter({
    store,
    refuse: (letter) => deadLetters.write([deadLetterRow(refuse(letter, new Date()))]),
    // Each group is waited for.
    limits: { lingerMs: 0, lingerInserts: 0 },
  });
  const redactor = createRedactor({ keys: config.redactKeys });
  const importer = createImporter({ store, sink, deadLetters, redactor, maxEventBytes: config.maxEventBytes });
  return {
    import: (events, options) => importer.import(events, options),
    async close() {
      await sink.close();
      await deadLetters.close();
    },
  };
}
