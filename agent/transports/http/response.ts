import type { Outcome } from "../transport.ts";
import { CONFIRMED } from "../transport.ts";

/**
 * Refusals that are no fault of the event: a wrong key, a wrong address, an overloaded or restarting
 * server. Somebody can put them right, so the event is kept and tried again.
 */
const passing = new Set([401, 403, 404, 405, 407, 408, 409, 421, 423, 425, 426, 429]);

/** What an answer to one event means. */
export function statusOutcome(status: number, detail: string, retryAfter: string | null, now: number): Outcome {
  if (status >= 200 && status < 300) return CONFIRMED;
  const text = `HTTP ${status}${detail === "" ? "" : `: ${detail}`}`;
  if (status >= 400 && status < 500 && !passing.has(status)) return { kind: "rejected", reason: text };
  const retryAfterMs = parseRetryAfter(retryAfter, now);
  return { kind: "retry", cause: text, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** `Retry-After` is a number of seconds or an HTTP date. */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null || value.trim() === "") return undefined;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/**
 * The outcomes of a batch from the answer
 * `{failed_events: [{index, reason, retriable}], summary: {…}}`: what it does not name is confirmed.
 * Undefined if that is not what was answered.
 */
export function batchOutcomes(body: string, size: number): readonly Outcome[] | undefined {
  const failed = failedEvents(body);
  if (failed === undefined) return undefined;
  const outcomes: Outcome[] = Array.from({ length: size }, () => CONFIRMED);
  for (const failure of failed) {
    if (typeof failure !== "object" || failure === null || !("index" in failure)) return undefined;
    const index = Number(failure.index);
    if (!Number.isInteger(index) || index < 0 || index >= size) return undefined;
    const reason = "reason" in failure ? String(failure.reason).slice(0, 500) : "refused";
    const retriable = "retriable" in failure && failure.retriable === true;
    outcomes[index] = retriable ? { kind: "retry", cause: reason } : { kind: "rejected", reason };
  }
  return outcomes;
}

function failedEvents(body: string): readonly unknown[] | undefined {
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer !== "object" || answer === null || !("summary" in answer)) return undefined;
    const failed = "failed_events" in answer ? answer.failed_events : [];
    return Array.isArray(failed) ? failed : undefined;
  } catch {
    return undefined;
  }
}
