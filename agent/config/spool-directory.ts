import { statSync } from "node:fs";
import { join } from "node:path";
import { makeDirectory } from "../delivery/spool/make-directory.ts";
import type { Environment } from "./environment.ts";

/**
 * Where events wait: `TIDEMARK_SPOOL`, else the user's directory for state, else, where there is no
 * home directory that can be written, one below the temporary directory.
 */
export function spoolDirectory(env: Environment, home: string, tmp: string): string {
  const named = env["TIDEMARK_SPOOL"];
  if (named) return named;
  const state = env["XDG_STATE_HOME"] || (home === "" ? "" : join(home, ".local", "state"));
  if (state !== "" && canMake(join(state, "tidemark", "spool"))) return join(state, "tidemark", "spool");
  const user = process.getuid?.() ?? "user";
  return join(tmp, `tidemark-${user}`, "spool");
}

function canMake(path: string): boolean {
  try {
    makeDirectory(path);
    return isPrivate(path);
  } catch {
    return false;
  }
}

/** A directory of another user must not get our events, nor give us theirs. */
export function isPrivate(path: string): boolean {
  const uid = process.getuid?.();
  return uid === undefined || statSync(path).uid === uid;
}
