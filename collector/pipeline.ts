import { eventIdentity } from "#agent/contract/identity.ts";
import type { EventRow } from "#store/tables/events.ts";
import type { DeadLetter } from "./log/log.ts";
import { decode } from "./stages/decode.ts";
import { fit } from "./stages/fit.ts";
import { frames } from "./stages/frames.ts";
import { normalise } from "./stages/normalise/normalise.ts";
import { ok, reject } from "./stages/outcome.ts";
import type { Reject, Verdict } from "./stages/outcome.ts";
import { reception } from "./stages/reception.ts";
import { redact } from "./stages/redact.ts";
import type { Redactor } from "./stages/redact.ts";
import { validate } from "./stages/validate.ts";

/** What the log, or an HTTP request, delivers. */
export interface RawMessage {
  /** One event, an array of events, or with an NDJSON content type one event a line. */
  readonly body: Uint8Array;
  readonly contentType: string | undefined;
  /** When the log took it, in microseconds since the epoch; the same on every redelivery. */
  readonly receivedAt: number;
  readonly source: "nats" | "http";
  /** The header `Tidemark-Received-At`. */
  readonly backdate: string | undefined;
}

export type Processed =
  | { readonly kind: "row"; readonly row: EventRow }
  | { readonly kind: "dead"; readonly letter: DeadLetter };

export interface PipelineOptions {
  readonly redactor: Redactor;
  /** A larger event loses its heavy facets, in bytes of JSON. */
  readonly maxEventBytes: number;
  readonly allowBackdating: boolean;
}

export interface Pipeline {
  /**
   * The events of a message, in their order, each as its row or as a dead letter. Pure, and the same
   * for the same message; never throws.
   */
  process(message: RawMessage): readonly Processed[];
}

export function createPipeline(options: PipelineOptions): Pipeline {
  return {
    process(message) {
      const events = frames(message.body, message.contentType);
      if (events.kind === "reject") return [dead(message, message.body, events)];
      return events.value.map((frame) => {
        const row = guarded(frame, message, options);
        return row.kind === "ok" ? { kind: "row", row: row.value } : dead(message, frame, row);
      });
    },
  };
}

/** The flow of one event. */
function toRow(frame: Uint8Array, message: RawMessage, options: PipelineOptions): Verdict<EventRow> {
  const decoded = decode(frame);
  if (decoded.kind === "reject") return decoded;
  const valid = validate(decoded.value.event, decoded.value.values);
  if (valid.kind === "reject") return valid;
  const redacted = redact(decoded.value, frame, options.redactor);
  const content = fit(redacted, options.maxEventBytes);
  if (content.kind === "reject") return content;
  const { kind, eventTime, violations } = valid.value;
  const received = reception(message.receivedAt, message.backdate, options.allowBackdating, eventTime);
  return ok(
    normalise(content.value.event, {
      event_id: eventIdentity(content.value.event),
      kind,
      event_time: eventTime,
      received_at: received.receivedAt,
      source: message.source,
      violations: [...violations, ...received.violations],
      payload: content.value.payload,
    }),
  );
}

/**
 * A bug that one event meets must not stop all others, nor come back with each redelivery: the event
 * waits among the dead letters for the fix.
 */
function guarded(frame: Uint8Array, message: RawMessage, options: PipelineOptions): Verdict<EventRow> {
  try {
    return toRow(frame, message, options);
  } catch (error) {
    return reject("normalise", "unexpected", error instanceof Error ? error.name : "");
  }
}

function dead({ source, receivedAt }: RawMessage, raw: Uint8Array, { reason, stage, detail }: Reject): Processed {
  return { kind: "dead", letter: { raw, reason, stage, detail, source, receivedAt: new Date(receivedAt / 1000) } };
}
