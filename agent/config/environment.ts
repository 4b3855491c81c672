import type { JsonObject } from "../contract/json.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = "OPENLINEAGE__";

/**
 * The nested part of a configuration in the environment: `OPENLINEAGE__TRANSPORT__TYPE=http` is
 * `{transport: {type: "http"}}`. A value may be JSON: `OPENLINEAGE__TRANSPORT__AUTH={"type":"api_key"}`.
 */
export function nestedEnvironment(env: Environment): JsonObject {
  const config: Record<string, unknown> = {};
  // The longer path first, so that a value for a whole section replaces those for its parts.
  for (const name of Object.keys(env).toSorted().toReversed()) {
    const value = env[name];
    if (!name.startsWith(prefix) || value === undefined) continue;
    const path = name
      .slice(prefix.length)
      .toLowerCase()
      .split("__")
      .filter((key) => key !== "");
    if (path.length > 0 && !path.includes("__proto__")) insert(config, path, parseValue(value));
  }
  return config;
}

/** The simple variables, which every client knows: an HTTP transport. */
export function simpleEnvironment(env: Environment): JsonObject {
  const url = env["OPENLINEAGE_URL"];
  if (url === undefined || url === "") return {};
  const endpoint = env["OPENLINEAGE_ENDPOINT"];
  const apiKey = env["OPENLINEAGE_API_KEY"];
  return {
    transport: {
      type: "http",
      url,
      ...(endpoint && { endpoint }),
      ...(apiKey && { auth: { type: "api_key", apiKey } }),
    },
  };
}

function insert(config: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = "", ...rest] = path;
  if (rest.length === 0) {
    config[key] = value;
    return;
  }
  const section: Record<string, unknown> = {};
  const below = config[key];
  if (typeof below === "object" && below !== null && !Array.isArray(below)) Object.assign(section, below);
  insert(section, rest, value);
  config[key] = section;
}

/** Numbers stay text: a key or a password may consist of digits. */
function parseValue(value: string): unknown {
  if (!/^\s*[[{"]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
