import { createHash, timingSafeEqual } from "node:crypto";
import type { ApiKey } from "./config/config.ts";

/**
 * Says whose key this is; undefined when it is nobody's. Takes the same time for any wrong key.
 */
export function createKeyRing(keys: readonly ApiKey[]): (key: string) => string | undefined {
  const digests = keys.map(({ name, key }) => ({ name, digest: sha256(key) }));
  return (given) => {
    const digest = sha256(given);
    let holder: string | undefined;
    for (const known of digests) if (timingSafeEqual(known.digest, digest)) holder = known.name;
    return holder;
  };
}

/** The key of an `Authorization: Bearer` header; empty when there is none. */
export function bearerKey(authorization: string | undefined): string {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1] ?? "";
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
