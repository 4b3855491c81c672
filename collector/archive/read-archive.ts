import type { ArchivedEvent } from "#store/archive/archived-event.ts";
import { readEvents } from "#store/archive/read-events.ts";
import type { ArchiveFile, EngineOf } from "#store/archive/read-events.ts";

/** Of one step: what is looked up and written together. */
const eventsAtOnce = 10_000;
const bytesAtOnce = 8 * 1024 ** 2;

/** The events of files, one after the other, in groups of bounded size: many small files make few groups. */
export async function* readArchive(
  files: Iterable<ArchiveFile>,
  engine: EngineOf,
): AsyncGenerator<readonly ArchivedEvent[]> {
  let group: ArchivedEvent[] = [];
  let bytes = 0;
  for (const file of files) {
    for await (const chunk of readEvents(file, engine)) {
      for (const event of chunk) {
        group.push(event);
        bytes += event.payload.length;
        if (group.length < eventsAtOnce && bytes < bytesAtOnce) continue;
        yield group;
        group = [];
        bytes = 0;
      }
    }
  }
  if (group.length > 0) yield group;
}
