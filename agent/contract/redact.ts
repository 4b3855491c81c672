import { isJsonObject, mapItems, mapMembers } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { namesSecret, noSecretTest } from "./redaction/holds-no-secret.ts";
import { maskAll } from "./redaction/mask-all.ts";
import { keyRoles } from "./redaction/key-roles.ts";
import { columnMask } from "./redaction/mask-columns.ts";
import { maskText } from "./redaction/mask-text.ts";
import type { Path } from "./redaction/path.ts";
import { within } from "./redaction/path.ts";
import { secretKeyTest } from "./redaction/secret-keys.ts";

export interface RedactOptions {
  /**
   * Keys whose values are masked, beside the usual ones (password, secret, token, API key …): words,
   * matched whatever their case and separators. `"customer email"` matches `billing.customerEmail`.
   */
  readonly keys?: readonly string[];
  /** Tags of a column, beside the usual ones (`pii`, `sensitive` …), that make its values secret. */
  readonly tags?: readonly string[];
}

/**
 * Makes the function that takes secrets out of an event. Masked with `[redacted]` are
 * - what stands under a secret key, and the value of a pair such as `{name: "DB_PASSWORD", value: …}`;
 * - passwords, tokens and signatures within texts: URIs, connection strings. In names and namespaces
 *   too: the dataset is then named otherwise, but the same everywhere, and a leaked password is worse;
 * - what checks and metrics say of the values of a column tagged as sensitive.
 *
 * Names, namespaces, run ids and the envelope are never masked for their key; names of columns are no
 * keys. The function is idempotent, never throws for JSON, never changes its argument, and returns the
 * argument itself where nothing had to change. What contains itself is masked where it does.
 *
 * @example
 * const redact = createRedactor({ keys: ["customer email"] });
 * redact(event);
 */
export function createRedactor(options: RedactOptions = {}): <E>(event: E) => E {
  const maskSecrets = secretMask(secretKeyTest(options.keys ?? []));
  const maskColumns = columnMask(options.tags ?? []);
  // The contract's types hold: texts stay texts, what else is masked has no type or is optional.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return <E>(event: E) => maskColumns(maskSecrets(event)) as E;
}

function secretMask(isSecretKey: (key: string) => boolean): (event: unknown) => unknown {
  const role = keyRoles(isSecretKey);
  const isSecret = (key: string): boolean => role(key) === "secret";
  const holdsNone = noSecretTest(role);

  // These are made once for an event, so that nothing is made for each object in it.
  return (event) => {
    if (holdsNone(event)) return event;
    const path: Path = [];

    const walk = (value: unknown): unknown => {
      if (typeof value === "string") return maskText(value, isSecret);
      return typeof value === "object" && value !== null ? within(value, path, walkWithin) : value;
    };

    const walkWithin = (value: unknown): unknown => {
      if (Array.isArray(value)) return mapItems(value, walk);
      return isJsonObject(value) ? mapMembers(value, walkMember) : walk(value);
    };

    const walkMember = (member: unknown, key: string, pair: JsonObject): unknown => {
      switch (role(key)) {
        case "secret":
          return maskAll(member, path);
        case "value":
          return namesSecret(pair, isSecret) ? maskAll(member, path) : walk(member);
        case "columns":
          return isJsonObject(member) ? within(member, path, walkColumns) : walk(member);
        default:
          return walk(member);
      }
    };

    const walkColumns = (columns: unknown): unknown =>
      isJsonObject(columns) ? mapMembers(columns, walk) : walk(columns);

    return walk(event);
  };
}
