import { isJsonObject } from "../json.ts";
import type { JsonObject } from "../json.ts";
import type { KeyRole } from "./key-roles.ts";
import { maskText } from "./mask-text.ts";

/** Deeper, or what contains itself, is left to the walk that masks. */
const maxDepth = 256;

/**
 * Makes a quick look at whether a value surely holds nothing to mask, as nearly every event does: half the
 * cost of the walk that can mask, since nothing is replaced and so nothing needs to be kept of the way. False
 * when in doubt, so that only the walk decides what is masked.
 */
export function noSecretTest(role: (key: string) => KeyRole): (value: unknown) => boolean {
  const isSecret = (key: string): boolean => role(key) === "secret";

  const isClean = (value: unknown, depth: number): boolean => {
    if (typeof value === "string") return maskText(value, isSecret) === value;
    if (typeof value !== "object" || value === null) return true;
    if (depth === maxDepth) return false;
    if (Array.isArray(value)) return !("toJSON" in value) && areClean(value, depth + 1);
    return isJsonObject(value) && isPlain(value) && membersAreClean(value, depth + 1);
  };

  const areClean = (items: readonly unknown[], depth: number): boolean => {
    for (const item of items) if (!isClean(item, depth)) return false;
    return true;
  };

  const membersAreClean = (members: JsonObject, depth: number): boolean => {
    for (const key of Object.keys(members)) {
      const member = members[key];
      const means = role(key);
      if (means === "secret" || key === "toJSON") return false;
      if (means === "value" && namesSecret(members, isSecret)) return false;
      if (!(means === "columns" ? columnsAreClean(member, depth) : isClean(member, depth))) return false;
    }
    return true;
  };

  /** Names of columns are no keys. */
  const columnsAreClean = (columns: unknown, depth: number): boolean => {
    if (!isJsonObject(columns)) return isClean(columns, depth);
    return isPlain(columns) && !Object.hasOwn(columns, "toJSON") && areClean(Object.values(columns), depth + 1);
  };

  return (value) => isClean(value, 0);
}

/** Of a pair such as `{name: "DB_PASSWORD", value: …}`. */
export function namesSecret({ name, key }: JsonObject, isSecret: (key: string) => boolean): boolean {
  return (typeof name === "string" && isSecret(name)) || (typeof key === "string" && isSecret(key));
}

/** As `JSON.parse` makes them, so that no prototype brings a `toJSON`. */
function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}
