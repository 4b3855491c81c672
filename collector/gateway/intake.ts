import { createHash } from "node:crypto";
import { messageId } from "#agent/contract/identity.ts";
import { logHeaders } from "../log/headers.ts";
import type { EventLog } from "../log/log.ts";
import { reject } from "../stages/outcome.ts";
import type { Reject, Verdict } from "../stages/outcome.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { withDeadline } from "../deadline.ts";

export interface IntakeOptions {
  readonly log: EventLog;
  /** Decodes and validates, as the reader will. */
  readonly check: (body: Uint8Array) => Verdict<object>;
  /** Leaves out heavy facets until the event is no larger; undefined when it cannot be. See `fitEvent`. */
  readonly fit: (
    event: object,
    maxBytes: number,
  ) => { readonly json: string; readonly truncated: readonly string[] } | undefined;
  readonly maxEventBytes: number;
  readonly metrics: Metrics;
  /** How long the log may take: clients give up, or send again, after 5 s. */
  readonly budgetMs: number;
}

export interface Ready {
  readonly kind: "ready";
  readonly body: Uint8Array;
  readonly messageId: string;
  /** Facets left out because the log's messages are smaller. */
  readonly truncated: readonly string[];
}

export type Appended = { readonly kind: "stored"; readonly duplicate: boolean } | { readonly kind: "unavailable" };

/** What the gateway does with events: look whether they can be accepted, and put them into the log. */
export interface Intake {
  readonly maxMessageBytes: number;
  prepare(body: Uint8Array): Ready | Reject;
  append(event: Ready, headers: Readonly<Record<string, string>>): Promise<Appended>;
  /** Several events in one message. */
  appendPack(events: readonly Ready[], headers: Readonly<Record<string, string>>): Promise<Appended>;
  /** Keeps what was refused, as a dead letter; false when that failed: its sender has to send it again. */
  bury(body: Uint8Array, refusal: Reject): Promise<boolean>;
}

export function createIntake({ log, check, fit, maxEventBytes, metrics, budgetMs }: IntakeOptions): Intake {
  const send = async (
    body: Uint8Array,
    id: string,
    headers: Readonly<Record<string, string>>,
    events: number,
  ): Promise<Appended> => {
    const message = { body, messageId: id, headers };
    const outcome = await withDeadline(log.append(message), budgetMs);
    if (outcome === "late" || outcome.kind !== "stored") return { kind: "unavailable" };
    metrics.accepted("http", events);
    if (outcome.duplicate) metrics.duplicate();
    return { kind: "stored", duplicate: outcome.duplicate };
  };

  return {
    maxMessageBytes: log.maxMessageBytes,
    prepare(body) {
      if (body.length > maxEventBytes) return tooLarge(body.length);
      const checked = check(body);
      if (checked.kind === "reject") return checked;
      if (body.length <= log.maxMessageBytes) return ready(checked.value, body, []);
      const fitted = fit(checked.value, log.maxMessageBytes);
      return fitted === undefined
        ? tooLarge(body.length)
        : ready(checked.value, Buffer.from(fitted.json), fitted.truncated);
    },
    append: (event, headers) => send(event.body, event.messageId, headers, 1),
    appendPack(events, headers) {
      const body = asLines(events.map((event) => event.body));
      const id = `batch:${createHash("sha256").update(body).digest("hex").slice(0, 32)}`;
      return send(body, id, { ...headers, [logHeaders.contentType]: "application/x-ndjson" }, events.length);
    },
    async bury(body, { reason, stage, detail }) {
      const letter = { raw: body, reason, stage, detail, source: "http", receivedAt: new Date() };
      const buried = log.appendDeadLetter(letter).then(
        () => true,
        () => false,
      );
      const kept = (await withDeadline(buried, budgetMs)) === true;
      if (kept) metrics.rejected("http", reason);
      return kept;
    },
  };
}

function ready(event: unknown, body: Uint8Array, truncated: readonly string[]): Ready {
  return { kind: "ready", body, messageId: messageId(event, body), truncated };
}

function tooLarge(bytes: number): Reject {
  return reject("decode", "too_large", `${bytes} bytes`);
}

const [newline, carriageReturn, space] = [0x0a, 0x0d, 0x20];

/** One event a line. Inside valid JSON a line break is always a space between tokens. */
function asLines(bodies: readonly Uint8Array[]): Buffer {
  const lines = Buffer.allocUnsafe(bodies.reduce((sum, body) => sum + body.length + 1, 0));
  let end = 0;
  for (const body of bodies) {
    lines.set(body, end);
    for (const byte of [newline, carriageReturn]) {
      for (let at = body.indexOf(byte); at !== -1; at = body.indexOf(byte, at + 1)) lines[end + at] = space;
    }
    end += body.length;
    lines[end++] = newline;
  }
  return lines;
}
