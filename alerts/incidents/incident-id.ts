import { createHash } from "node:crypto";
import { subjectKey } from "#signals/verdict.ts";
import type { Subject } from "#signals/verdict.ts";

/** Crockford's: no letter that is read as another. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** 60 bits, as twelve characters that can be read out on the phone. The same for the same cause and beginning. */
export function incidentId(cause: Subject, since: number): string {
  const digest = createHash("sha256")
    .update(`${subjectKey(cause)}\0${since}`)
    .digest();
  return Array.from(digest.subarray(0, 12), (byte) => alphabet[byte % alphabet.length]).join("");
}
