import type { DeadLetterRow } from "#store/tables/dead-letters.ts";
import type { DeadLetter } from "../log/log.ts";
import { deadLetterId } from "./dead-letter-id.ts";

/** A dead letter that has been on its way: it knows what a message had no room for. */
export interface RefusedLetter extends DeadLetter {
  readonly id: string;
  /** Of what came; `raw` may be cut. */
  readonly rawBytes: number;
  readonly refusedAt: Date;
}

export function refuse(letter: DeadLetter, refusedAt: Date): RefusedLetter {
  return { ...letter, id: deadLetterId(letter.raw), rawBytes: letter.raw.length, refusedAt };
}

export function deadLetterRow(letter: RefusedLetter): DeadLetterRow {
  return {
    dead_letter_id: letter.id,
    received_at: letter.receivedAt.getTime() * 1000,
    source: letter.source,
    stage: letter.stage,
    reason: letter.reason,
    detail: letter.detail,
    raw_bytes: letter.rawBytes,
    raw: letter.raw,
    redriven_at: null,
    // A microsecond later than a redrive in the same millisecond, which it must reopen.
    updated_at: letter.refusedAt.getTime() * 1000 + 1,
  };
}
