import { Failure } from "./failure.ts";

/**
 * A module that needs an optional dependency, which an installation may be without: `npm ci --omit=optional`.
 *
 * @throws Failure that says how to get it.
 */
export async function withClient<T>(client: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new Failure(`this needs ${client}, which was left out of this installation: npm ci --include=optional`);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}
