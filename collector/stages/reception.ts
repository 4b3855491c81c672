import { parseEventTime } from "#agent/contract/time.ts";

interface Reception {
  /** Microseconds since the epoch. */
  readonly receivedAt: number;
  /** What was wrong with the request for another time. */
  readonly violations: readonly string[];
}

/**
 * When the event was received. An import of history may ask for a time in the past, so that questions
 * about what was known then have an answer: `event-time`, or a date-time. Where that is not allowed
 * the event is kept as received now, since whoever asks must not be able to rewrite the past.
 */
export function reception(
  loggedAt: number,
  backdate: string | undefined,
  allowed: boolean,
  eventTime: number,
): Reception {
  if (backdate === undefined) return { receivedAt: loggedAt, violations: [] };
  if (!allowed) return { receivedAt: loggedAt, violations: ["tidemark-received-at: refused"] };
  const asked = backdate === "event-time" ? eventTime : parseEventTime(backdate)?.micros;
  if (asked === undefined) return { receivedAt: loggedAt, violations: ["tidemark-received-at: not a date-time"] };
  return { receivedAt: Math.min(asked, loggedAt), violations: [] };
}
