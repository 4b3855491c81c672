import { headers as createHeaders } from "@nats-io/transport-node";
import type { MsgHdrs } from "@nats-io/transport-node";
import { deadLetterHeaders } from "../log/headers.ts";
import { deadLetterId } from "./dead-letter-id.ts";
import type { RefusedLetter } from "./dead-letter-row.ts";

const longestDetail = 1000;
/** Room for the headers beside a cut body. */
const headerAllowance = 8192;

export interface DeadLetterMessage {
  readonly body: Uint8Array;
  readonly headers: MsgHdrs;
}

/** Raw bytes that no message can carry are cut, and their true size stands in a header. */
export function encodeDeadLetter(letter: RefusedLetter, maxMessageBytes: number): DeadLetterMessage {
  const body = letter.raw.subarray(0, maxMessageBytes - headerAllowance);
  const headers = createHeaders();
  headers.set(deadLetterHeaders.id, letter.id);
  headers.set(deadLetterHeaders.reason, headerText(letter.reason));
  headers.set(deadLetterHeaders.stage, headerText(letter.stage));
  headers.set(deadLetterHeaders.detail, headerText(letter.detail));
  headers.set(deadLetterHeaders.source, headerText(letter.source));
  headers.set(deadLetterHeaders.receivedAt, letter.receivedAt.toISOString());
  headers.set(deadLetterHeaders.refusedAt, letter.refusedAt.toISOString());
  if (body.length < letter.rawBytes) headers.set(deadLetterHeaders.rawBytes, String(letter.rawBytes));
  return { body, headers };
}

/** Reads leniently: whatever stands in the stream ends in the table, `at` standing in for missing times. */
export function decodeDeadLetter(body: Uint8Array, headers: MsgHdrs | undefined, at: Date): RefusedLetter {
  const text = (name: string) => headers?.get(name) ?? "";
  const time = (name: string) => {
    const date = new Date(text(name));
    return Number.isNaN(date.getTime()) ? at : date;
  };
  const rawBytes = Number.parseInt(text(deadLetterHeaders.rawBytes), 10);
  return {
    id: text(deadLetterHeaders.id) || deadLetterId(body),
    raw: body,
    rawBytes: Number.isSafeInteger(rawBytes) ? rawBytes : body.length,
    reason: text(deadLetterHeaders.reason),
    stage: text(deadLetterHeaders.stage),
    detail: text(deadLetterHeaders.detail),
    source: text(deadLetterHeaders.source),
    receivedAt: time(deadLetterHeaders.receivedAt),
    refusedAt: time(deadLetterHeaders.refusedAt),
  };
}

/** NATS ends a header at a line break, and the client refuses other control characters. */
function headerText(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, " ")
    .slice(0, longestDetail)
    .trim();
}
