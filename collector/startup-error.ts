import { resolve } from "node:path";
import { variables } from "./config/variables.ts";
import type { Config } from "./config/config.ts";

/** Why a collector cannot start, in words that say what to do. */
export class StartupError extends Error {
  override readonly name = "StartupError";
}

/** What is thrown while starting says by itself what is wrong, except for ports and the data directory. */
export function startupError(error: unknown, config: Config): StartupError {
  if (!(error instanceof Error)) return new StartupError(String(error));
  return new StartupError(portProblem(error, config) ?? directoryProblem(error, config) ?? error.message, {
    cause: error,
  });
}

function portProblem(
  error: Error & { readonly code?: unknown; readonly port?: unknown },
  config: Config,
): string | undefined {
  const { code, port } = error;
  const variable = port === config.clickhousePort ? variables.clickhousePort.name : variables.port.name;
  if (code === "EADDRINUSE")
    return `port ${String(port)} of ${config.host} is in use: stop what uses it, or set ${variable} to another port`;
  if (code === "EACCES" && typeof port === "number")
    return `port ${port} may not be used by this user: set ${variable} to one above 1023`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `${config.host} is no address of this machine: set ${variables.host.name}`;
  return undefined;
}

/** By the code of the file system. */
const directoryProblems: ReadonlyMap<unknown, string> = new Map([
  ["EACCES", "may not be written by this user"],
  ["EPERM", "may not be written by this user"],
  ["EROFS", "may not be written: its file system is read-only"],
  ["ENOTDIR", "is no directory"],
  ["EEXIST", "is no directory"],
  ["ENOENT", "cannot be made"],
  ["ENOSPC", "cannot be written: its disk is full"],
]);

function directoryProblem(
  { code, path }: Error & { readonly code?: unknown; readonly path?: unknown },
  { dataDirectory }: Config,
): string | undefined {
  const problem = directoryProblems.get(code);
  const directory = resolve(dataDirectory);
  if (problem === undefined || typeof path !== "string" || !resolve(path).startsWith(directory)) return undefined;
  return `the data directory ${directory} ${problem}; ${variables.dataDirectory.name} names another`;
}
