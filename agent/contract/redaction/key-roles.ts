/**
 * What a key means for redaction: `structural` is never masked for its key, `columns` holds an object
 * keyed by column, `value` belongs to a pair whose name decides, `secret` is masked.
 */
export type KeyRole = "plain" | "structural" | "columns" | "value" | "secret";

// Whatever patterns a user adds, these keep an event what it is, and a column may be called `password`.
const fixedRoles: Readonly<Record<string, KeyRole>> = {
  ...roles("structural", "eventType eventTime producer schemaURL _producer _schemaURL _deleted"),
  ...roles("structural", "run job dataset inputs outputs facets inputFacets outputFacets"),
  ...roles("structural", "runId namespace name field"),
  ...roles("columns", "fields columnMetrics"),
  ...roles("value", "value"),
};

const mostKeys = 4096;
const longestKey = 256;

/** Makes the lookup of roles. Keys repeat, so what was decided is kept, for a bounded number of keys. */
export function keyRoles(isSecret: (key: string) => boolean): (key: string) => KeyRole {
  const known = new Map(Object.entries(fixedRoles));
  return (key) => {
    const decided = known.get(key);
    if (decided !== undefined) return decided;
    const role = isSecret(key) ? "secret" : "plain";
    if (known.size < mostKeys && key.length <= longestKey) known.set(key, role);
    return role;
  };
}

function roles(role: KeyRole, keys: string): Readonly<Record<string, KeyRole>> {
  return Object.fromEntries(keys.split(" ").map((key) => [key, role]));
}
