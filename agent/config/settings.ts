import { isJsonObject } from "../contract/json.ts";
import type { JsonObject } from "../contract/json.ts";

/**
 * A node of a configuration. Keys are found whatever their style, since Python writes `api_key`, Java
 * `apiKey` and the environment `API_KEY`; values may be strings, since the environment has no others.
 */
export class Settings {
  readonly #values: JsonObject;
  readonly #onProblem: (problem: string) => void;
  readonly #path: string;

  constructor(values: JsonObject, onProblem: (problem: string) => void, path = "") {
    this.#values = values;
    this.#onProblem = onProblem;
    this.#path = path;
  }

  has(key: string): boolean {
    return this.value(key) !== undefined;
  }

  value(key: string): unknown {
    return this.#values[normaliseKey(key)] ?? undefined;
  }

  string(key: string): string | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    return this.#wrong(key, "a string");
  }

  boolean(key: string): boolean | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === "boolean") return value;
    const text = typeof value === "string" ? value.toLowerCase() : "";
    if (text === "true" || text === "false") return text === "true";
    return this.#wrong(key, "true or false");
  }

  /** A finite number, not negative. */
  number(key: string): number | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number) && number >= 0) return number;
    return this.#wrong(key, "a number that is not negative");
  }

  /** Names in a list, or in a string as Java writes it: `[a;b]`. */
  strings(key: string): readonly string[] {
    const value = this.value(key);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value.map(String);
    if (typeof value === "string")
      return value
        .replace(/^\[|\]$/g, "")
        .split(/[;,]/)
        .map((name) => name.trim())
        .filter(Boolean);
    return this.#wrong(key, "a list") ?? [];
  }

  section(key: string): Settings | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    if (isJsonObject(value)) return new Settings(value, this.#onProblem, `${this.#path}${key}.`);
    return this.#wrong(key, "a section");
  }

  /** Sections in a list, or by name. */
  sections(key: string): readonly Settings[] {
    const value = this.value(key);
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value)
      .filter(([, child]) => isJsonObject(child))
      .map(([name, child]) => new Settings(child, this.#onProblem, `${this.#path}${key}.${name}.`));
  }

  /** Names of the sections in which a flag is set. */
  flagged(flag: string): readonly string[] {
    return Object.keys(this.#values).filter((name) => {
      const child = this.#values[name];
      return isJsonObject(child) && String(child[normaliseKey(flag)]) === "true";
    });
  }

  /** Strings by name, the names as they were written. */
  record(key: string): Readonly<Record<string, string>> {
    const value = this.value(key);
    if (!isJsonObject(value)) return {};
    return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]));
  }

  problem(text: string): void {
    this.#onProblem(text);
  }

  #wrong(key: string, wanted: string): undefined {
    this.#onProblem(`${this.#path}${key} is not ${wanted}; it is ignored`);
    return undefined;
  }
}

export function normaliseKey(key: string): string {
  return key.toLowerCase().replaceAll(/[_-]/g, "");
}

/** Maps whose keys are the user's own words. */
const verbatim = new Set(["headers", "customheaders", "job", "run"]);

/** The same configuration with normalised keys, so that sources in different styles can be merged. */
export function normaliseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normaliseKeys);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const normal = normaliseKey(key);
      return [normal, verbatim.has(normal) ? member : normaliseKeys(member)];
    }),
  );
}

/** Members of both; where both have one, that of `over`, unless both are sections. */
export function merge(under: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isJsonObject(value) && isJsonObject(below) ? merge(below, value) : value;
  }
  return merged;
}
