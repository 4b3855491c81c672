import { openDelivery } from "#agent/client/open-delivery.ts";
import type { LineageEvent } from "#agent/contract/event.ts";
import { transportOf } from "#agent/cli/transport-url.ts";
import { Window } from "#agent/cli/window.ts";
import type { Progress } from "./progress.ts";

export interface SendOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly progress: Progress;
  /** Where to; else to the collector of TIDEMARK_URL, else what the OpenLineage configuration says. */
  readonly url: string | undefined;
  /** Given up when nothing was confirmed for so long. */
  readonly stallMs: number;
}

/** What became of events on their way to a collector. */
export interface SentEvents {
  readonly events: number;
  readonly confirmed: number;
  readonly refused: readonly string[];
  /** Left out by a filter of the configuration. */
  readonly filtered: number;
  /** They wait in the spool, and go with the next start. */
  readonly unconfirmed: number;
}

const windowEvents = 4000;
const windowBytes = 32 * 1024 * 1024;

/** Sends events as any producer does: by the OpenLineage configuration, redacted, through the crash-safe spool. */
export async function sendEvents(events: Iterable<LineageEvent>, options: SendOptions): Promise<SentEvents> {
  const { delivery } = openDelivery({
    ...destination(options),
    env: options.env,
    // The window below is the bound.
    maxQueueBytes: Number.MAX_SAFE_INTEGER,
    maxQueueEvents: Number.MAX_SAFE_INTEGER,
    onReport: ({ code, message }) => {
      if (code === "config" || code === "delivery_failing" || code.startsWith("spool")) options.progress.note(message);
    },
  });
  const window = new Window(windowEvents, windowBytes);
  const refused: string[] = [];
  let count = 0;
  let confirmed = 0;
  let filtered = 0;
  for (const event of events) {
    count++;
    const bytes = JSON.stringify(event).length;
    const accepted = delivery.accept({ ...event }, (settled) => {
      window.settle(bytes);
      if (settled.kind === "confirmed") confirmed++;
      else refused.push(settled.reason);
    });
    if (accepted === "accepted") window.add(bytes);
    else if (accepted === "filtered") filtered++;
    else refused.push(accepted.replaceAll("_", " "));
    options.progress.update(`${count} events made, ${confirmed} confirmed`);
    if (!(await window.room(options.stallMs))) break;
  }
  await window.empty(options.stallMs);
  await delivery.close(0);
  options.progress.end();
  return { events: count, confirmed, refused, filtered, unconfirmed: count - confirmed - refused.length - filtered };
}

function destination({ url, env }: SendOptions): ReturnType<typeof transportOf> {
  const { transport } = transportOf(url ?? (env["TIDEMARK_URL"] || undefined));
  const apiKey = env["TIDEMARK_API_KEY"];
  if (transport === undefined) return {};
  return {
    transport: "type" in transport && transport.type === "http" && apiKey ? { ...transport, apiKey } : transport,
  };
}
