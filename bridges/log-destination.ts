import { fitEvent } from "#agent/contract/fit.ts";
import { messageId } from "#agent/contract/identity.ts";
import { logHeaders } from "#collector/log/headers.ts";
import type { AppendOutcome, EventLog } from "#collector/log/log.ts";
import type { Delivered, Destination } from "./destination.ts";

/** What the log takes at once is bounded by the log itself, in messages and bytes. */
const parallel = 256;

/**
 * Puts events into the log as they came, byte for byte: what is no event becomes a dead letter where the log is
 * read, as for whoever publishes there. One that is larger than the log's messages loses its heavy facets, as at
 * the gateway.
 *
 * @param source where dead letters say that they come from: `kafka`.
 */
export function logDestination(log: EventLog, name: string, source: string): Destination {
  return {
    name,
    parallel,
    async deliver(body) {
      const outcome = await append(log, body, source);
      return outcome.kind === "too_large" ? deliverLarge(log, body, source) : deliveredBy(outcome);
    },
  };
}

function append(log: EventLog, body: Uint8Array, source: string): Promise<AppendOutcome> {
  // The digest alone tells messages apart: nothing is parsed on the way.
  return log.append({ body, messageId: messageId(undefined, body), headers: { [logHeaders.source]: source } });
}

function deliveredBy(outcome: Exclude<AppendOutcome, { readonly kind: "too_large" }>): Delivered {
  return outcome.kind === "stored" ? { kind: "stored" } : { kind: "retry", cause: outcome.cause.message };
}

async function deliverLarge(log: EventLog, body: Uint8Array, source: string): Promise<Delivered> {
  const fitted = fit(body, log.maxMessageBytes);
  const outcome = fitted === undefined ? undefined : await append(log, fitted, source);
  if (outcome !== undefined && outcome.kind !== "too_large") return deliveredBy(outcome);
  const reason = "too_large";
  try {
    const detail = `${body.length} bytes`;
    await log.appendDeadLetter({ raw: body, reason, stage: "decode", detail, source, receivedAt: new Date() });
    return { kind: "refused", reason };
  } catch (error) {
    return { kind: "retry", cause: error instanceof Error ? error.message : String(error) };
  }
}

/** Undefined for what is no event, or one whose facets of lineage alone are too large. */
function fit(body: Uint8Array, maxBytes: number): Uint8Array | undefined {
  try {
    const event: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    const fitted = typeof event === "object" && event !== null ? fitEvent(event, maxBytes) : undefined;
    return fitted && Buffer.from(fitted.json);
  } catch {
    return undefined;
  }
}
