import { randomBytes } from "node:crypto";
import type { ProcessIdentity } from "./process-identity.ts";

/**
 * The name of a directory in the spool says whose it is, so that taking it and saying so are one
 * atomic `mkdir`: `own-{host}-{pid}-{start}-{random}`, with `.free` behind it once its owner let go.
 */
export interface OwnerName extends ProcessIdentity {
  readonly free: boolean;
}

const pattern = /^own-(?<host>[0-9a-f]{12})-(?<pid>\d{1,10})-(?<start>\d{1,19})-[0-9a-f]{8}(?<free>\.free)?$/;

export const freeSuffix = ".free";

export function newOwnerName(identity: ProcessIdentity): string {
  return `own-${identity.host}-${identity.pid}-${identity.start}-${randomBytes(4).toString("hex")}`;
}

/** Undefined for whatever else lies in the directory. */
export function parseOwnerName(name: string): OwnerName | undefined {
  const groups = pattern.exec(name)?.groups;
  if (groups === undefined) return undefined;
  return {
    host: groups["host"] ?? "",
    pid: Number(groups["pid"]),
    start: Number(groups["start"]),
    free: groups["free"] !== undefined,
  };
}
