import { createHash } from "node:crypto";

/** Same bytes, same dead letter: a redelivery, or a producer that tries again, makes no second one. */
export function deadLetterId(raw: Uint8Array): string {
  return createHash("sha256").update(raw).digest("hex").slice(0, 32);
}
