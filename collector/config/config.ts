import type { z } from "zod";
import { nearest } from "./nearest.ts";
import { splitList } from "./split-list.ts";
import { commandLineVariables, kafkaVariables, schemaRegistryVariables } from "./command-variables.ts";
import { variables } from "./variables.ts";
import type { Variable } from "./variable.ts";

type Variables = typeof variables;
export type ValueOf<V> = V extends { readonly schema: z.ZodType<infer T> }
  ? V extends { readonly optional: true }
    ? T | undefined
    : T
  : never;

export interface ApiKey {
  /** Who uses it; may be logged. */
  readonly name: string;
  readonly key: string;
}

/** What the collector was told by its environment, checked; see `variables.ts` for the meanings. */
export type Config = Omit<
  { readonly [K in keyof Variables]: ValueOf<Variables[K]> },
  "apiKeys" | "apiKeysFile" | "clickhousePasswordFile"
> & { readonly apiKeys: readonly ApiKey[] };

export type ParsedConfig =
  | { readonly kind: "ok"; readonly config: Config; readonly warnings: readonly string[] }
  /** One line for each variable that is wrong. */
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the whole configuration once. `readText` reads the files that hold secrets; what it throws
 * becomes a problem of that variable.
 */
export function parseConfig(env: Environment, readText: (path: string) => string): ParsedConfig {
  const problems: string[] = [];
  const values = readVariables(variables, env, problems);
  const readFile = (name: string, path: string | undefined) => readSecret(name, path, readText, problems);
  const keyText = values.apiKeys ?? readFile(variables.apiKeysFile.name, values.apiKeysFile);
  const apiKeys = parseApiKeys(keyText, problems);
  const clickhousePassword =
    values.clickhousePassword ?? readFile(variables.clickhousePasswordFile.name, values.clickhousePasswordFile);
  if (!isLoopback(values.host) && apiKeys.length === 0 && !values.allowAnonymous && problems.length === 0) {
    problems.push(
      `TIDEMARK_HOST: ${values.host} can be reached from other machines and there are no API keys. ` +
        "Set TIDEMARK_API_KEYS (or TIDEMARK_ALLOW_ANONYMOUS=true, if something else guards the port).",
    );
  }
  if (problems.length > 0) return { kind: "invalid", problems };
  const { apiKeysFile: _file, clickhousePasswordFile: _passwordFile, ...rest } = values;
  return { kind: "ok", config: { ...rest, clickhousePassword, apiKeys }, warnings: unknownVariables(env) };
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** The values of a table of variables; what is wrong is added to `problems`, and its value is then unusable. */
export function readVariables<T extends Readonly<Record<string, Variable<unknown>>>>(
  table: T,
  env: Environment,
  problems: string[],
): { readonly [K in keyof T]: ValueOf<T[K]> } {
  const values: Record<string, unknown> = {};
  for (const [key, variable] of Object.entries(table)) {
    const given = env[variable.name];
    // An empty variable is one left out: shells and compose files write `X=` for "not set".
    const raw = given === undefined || given.trim() === "" ? variable.default : given.trim();
    if (raw === undefined) {
      values[key] = undefined;
      continue;
    }
    const parsed = variable.schema.safeParse(raw);
    if (parsed.success) values[key] = parsed.data;
    else
      problems.push(
        `${variable.name}: expected ${variable.form}, got ${variable.secret ? "something else" : shown(raw)}`,
      );
  }
  // Each value was made by the schema of its own key.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return values as { readonly [K in keyof T]: ValueOf<T[K]> };
}

/** A URL may carry a password. */
function shown(raw: string): string {
  return JSON.stringify(raw.replaceAll(/\/\/[^@/]*@/g, "//…@"));
}

/** Where the command line finds a running collector. */
export function parseCommandLineConfig(env: Environment): {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const { url, port, apiKey } = readVariables(commandLineVariables, env, problems);
  return { url: url ?? `http://127.0.0.1:${port}`, apiKey, problems };
}

export function readSecret(
  name: string,
  path: string | undefined,
  readText: (path: string) => string,
  problems: string[],
): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readText(path).trim();
  } catch (error) {
    problems.push(`${name}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function parseApiKeys(keyText: string | undefined, problems: string[]): readonly ApiKey[] {
  if (keyText === undefined) return [];
  const lines = splitList(keyText).filter((line) => !line.startsWith("#"));
  return lines.flatMap((line, index) => {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim();
    const key = line.slice(colon + 1).trim();
    if (colon > 0 && name !== "" && key.length >= 8 && !/\s/.test(key)) return [{ name, key }];
    // The entry itself is a secret, so only its place is told.
    problems.push(`TIDEMARK_API_KEYS: entry ${index + 1} is not \`name:key\` with a key of at least 8 characters`);
    return [];
  });
}

const known: readonly string[] = [variables, commandLineVariables, kafkaVariables, schemaRegistryVariables]
  .flatMap((table): readonly Variable<unknown>[] => Object.values(table))
  .map(({ name }) => name);

function unknownVariables(env: Environment): readonly string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith("TIDEMARK_") && !known.includes(name))
    .map((name) => {
      const close = nearest(name, known);
      return `${name} is not a variable of Tidemark${close === undefined ? "" : `; did you mean ${close}?`}`;
    });
}
