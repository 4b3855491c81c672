import type { SpecSchema } from "#test/support/openlineage-spec.ts";

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
}

interface Paths {
  /** Members that a schema names: `assertions[].column`; `*` for the keys of a map. */
  readonly named: Set<string>;
  /** Where any members are welcome. */
  readonly open: Set<string>;
  /** Where a schema refers to itself, so that what stands below was named above. */
  readonly again: Set<string>;
}

/** The members a JSON Schema speaks of, once around where it refers to itself. */
export function schemaPaths(url: string, files: readonly SpecSchema[]): Paths {
  const paths: Paths = { named: new Set(), open: new Set(), again: new Set() };
  const walk = (schema: Schema, file: string, path: string, seen: readonly string[]): void => {
    if (schema.$ref !== undefined) {
      const target = new URL(schema.$ref, file).href;
      if (seen.includes(target)) paths.again.add(path);
      else walk(definition(target, files), target, path, [...seen, target]);
    }
    for (const part of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
      walk(part, file, path, seen);
    }
    if (schema.items !== undefined) walk(schema.items, file, `${path}[]`, seen);
    const { additionalProperties: others } = schema;
    if (others === true) paths.open.add(join(path, "*"));
    const members = typeof others === "object" ? { ...schema.properties, "*": others } : (schema.properties ?? {});
    for (const [key, member] of Object.entries(members)) {
      paths.named.add(join(path, key));
      walk(member, file, join(path, key), seen);
    }
  };
  walk({ $ref: url }, url, "", []);
  return paths;
}

/** The members of a value, in the same form; keys of maps start with `any_`. */
export function samplePaths(value: unknown, path = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => samplePaths(item, `${path}[]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const at = join(path, key.startsWith("any_") ? "*" : key);
    return [at].concat(samplePaths(member, at));
  });
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function definition(url: string, files: readonly SpecSchema[]): Schema {
  const [id, pointer = ""] = url.split("#");
  let found: unknown = files.find((file) => file.$id === id);
  for (const step of pointer.split("/").slice(1)) found = Object(found)[step];
  if (typeof found !== "object" || found === null) throw new Error(`no schema ${url}`);
  return found;
}
