import type { Imported } from "#importers/imported.ts";
import { ImportError } from "#importers/imported.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { formatCount } from "../numbers.ts";
import type { Progress } from "../progress.ts";
import { sendEvents } from "../send-events.ts";
import type { SentEvents } from "../send-events.ts";
import { plainText } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";

export interface ArtifactOptions {
  readonly url?: string;
  readonly dryRun?: true;
  readonly json?: true;
  readonly timeout?: string;
}

export interface ArtifactIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  readonly progress: Progress;
}

/**
 * Reads artifacts of another tool and sends what they say as events; with --dry-run prints the events
 * instead, one a line.
 */
export async function importArtifacts(
  io: ArtifactIo,
  options: ArtifactOptions,
  read: () => Promise<Imported>,
): Promise<void> {
  const stallMs = stallOf(options.timeout);
  const { events, notes } = await readOrFail(read);
  for (const note of notes) io.progress.note(plainText(note));
  if (options.dryRun === true) {
    for (const event of events) io.terminal.print(JSON.stringify(event));
    return;
  }
  const sent = await sendEvents(events, { ...io, url: options.url, stallMs });
  tell(io.terminal, options, sent);
  if (sent.refused.length > 0) throw new Failure(`${formatCount(sent.refused.length)} events were refused`);
  if (sent.unconfirmed > 0)
    throw new Failure(
      `${formatCount(sent.unconfirmed)} events are not confirmed: they wait in the spool for the next start`,
    );
}

async function readOrFail(read: () => Promise<Imported>): Promise<Imported> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof ImportError ? new Failure(error.message) : error;
  }
}

function stallOf(timeout = "30"): number {
  const seconds = Number(timeout);
  if (timeout === "" || !(seconds >= 0)) throw new Failure("--timeout is a number of seconds", exitCodes.usage);
  return seconds * 1000;
}

function tell(terminal: Terminal, { json }: ArtifactOptions, sent: SentEvents): void {
  const { events, confirmed, refused, filtered, unconfirmed } = sent;
  if (json === true)
    return terminal.print(JSON.stringify({ events, confirmed, refused: refused.length, filtered, unconfirmed }));
  const shown = 20;
  for (const reason of refused.slice(0, shown)) terminal.print(terminal.red(plainText(reason)));
  if (refused.length > shown) terminal.print(`and ${formatCount(refused.length - shown)} more`);
  const parts = [
    `${formatCount(events)} events: ${formatCount(confirmed)} confirmed`,
    ...(refused.length > 0 ? [`${formatCount(refused.length)} refused`] : []),
    ...(filtered > 0 ? [`${formatCount(filtered)} filtered out`] : []),
  ];
  terminal.print(parts.join(", "));
}
