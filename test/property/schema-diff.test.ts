import * as fc from "fast-check";
import { expect, test } from "vitest";
import { schemaDifference } from "#query/schema-diff.ts";
import type { SchemaDifference } from "#query/schema-diff.ts";
import { columnType } from "#query/schema/column-type.ts";
import { flatSchema } from "#query/schema/flat-schema.ts";
import type { SchemaField } from "#query/schema/flat-schema.ts";
import { scalarType } from "#query/schema/scalar-type.ts";
import type { ScalarType } from "#query/schema/scalar-type.ts";
import { holds } from "#query/schema/widening.ts";

const scalarText = fc.oneof(
  fc.constantFrom(
    ..."tinyint smallint int bigint hugeint uint8 uint16 uint32 uint64 float double boolean date timestamp timestamptz uuid string binary Int8 int8 DateTime geometry".split(
      " ",
    ),
  ),
  fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 10 })).map(([p, s]) => `decimal(${p},${s})`),
  fc.constant("decimal"),
  fc.integer({ min: 1, max: 50 }).map((length) => `varchar(${length})`),
  fc.integer({ min: 0, max: 9 }).map((precision) => `timestamp(${precision})`),
);

const scalar: fc.Arbitrary<ScalarType> = scalarText.map((text) => {
  const { shape } = columnType(text);
  return shape.kind === "scalar" ? shape.scalar : scalarType(text, []);
});

/** Types as producers write them, structs, lists and maps in one another. */
const { type: typeText } = fc.letrec<{ type: string }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalarText,
    fc.tuple(tie("type")).map(([element]) => `array<${element}>`),
    fc.tuple(tie("type")).map(([value]) => `map<string,${value}>`),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom("a", "b", "c"), tie("type")), { minLength: 1, selector: ([name]) => name })
      .map((parts) => `struct<${parts.map(([name, type]) => `${name}:${type}`).join(",")}>`),
  ),
}));

const schema: fc.Arbitrary<readonly SchemaField[]> = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom("id", "name", "amount", "address", "items"), fc.oneof(typeText, fc.constant(null))),
    {
      selector: ([path]) => path,
    },
  )
  .map((columns) => columns.map(([path, type]) => ({ path, type })));

test("holding values is a partial order: of itself, through others, and both ways only of one type", () => {
  fc.assert(
    fc.property(scalar, scalar, scalar, (a, b, c) => {
      expect(holds(a, a)).toBe(true);
      if (holds(a, b) && holds(b, c)) expect(holds(a, c)).toBe(true);
      if (holds(a, b) && holds(b, a)) expect(a).toEqual(b);
    }),
    { numRuns: 20_000 },
  );
});

test("a schema is the same as itself, in whatever order", () => {
  fc.assert(
    fc.property(schema, fc.infiniteStream(fc.nat()), (fields, random) => {
      const shuffled = fields.map((field) => ({ field, at: random.next().value })).sort((a, b) => a.at - b.at);
      const difference = schemaDifference(
        fields,
        shuffled.map(({ field }) => field),
      );
      expect(difference).toEqual({ compatibility: "none", added: [], removed: [], changed: [] });
    }),
  );
});

const mirrored = {
  none: "none",
  full: "full",
  breaking: "breaking",
  backward: "forward",
  forward: "backward",
} as const;

test("the other way round: what was added is removed, what was wider is narrower", () => {
  fc.assert(
    fc.property(schema, schema, (before, after) => {
      const there = schemaDifference(before, after);
      const back = schemaDifference(after, before);
      expect(paths(back.removed)).toEqual(paths(there.added));
      expect(paths(back.added)).toEqual(paths(there.removed));
      const turned = there.changed.map(({ path, from, to, compatibility }) => ({
        path,
        from: to,
        to: from,
        compatibility: mirrored[compatibility],
      }));
      expect(byPath(back.changed)).toEqual(byPath(turned));
    }),
  );
});

test("what is told leads from one schema to the other", () => {
  fc.assert(
    fc.property(schema, schema, (before, after) => {
      const { added, removed, changed } = schemaDifference(before, after);
      const gone = new Set(paths(removed));
      const replaced = changed.map(({ path }) => `${path}.`);
      const inReplaced = (path: string): boolean => replaced.some((prefix) => path.startsWith(prefix));
      const kept = [...flatSchema(before).keys()].filter((path) => !gone.has(path) && !inReplaced(path));
      const reached = [...kept, ...paths(added)].sort();
      expect(reached).toEqual([...flatSchema(after).keys()].filter((path) => !inReplaced(path)).sort());
    }),
  );
});

test("the whole is as good as the worst of its parts", () => {
  fc.assert(
    fc.property(schema, schema, (before, after) => {
      const difference = schemaDifference(before, after);
      expect(difference.compatibility).toBe(naiveClass(difference));
    }),
  );
});

function naiveClass({ added, removed, changed }: SchemaDifference): string {
  const all = new Set([...added, ...removed, ...changed].map(({ compatibility }) => compatibility));
  if (all.size === 0) return "none";
  if (all.has("breaking") || (all.has("backward") && all.has("forward"))) return "breaking";
  if (all.has("backward")) return "backward";
  return all.has("forward") ? "forward" : "full";
}

function paths(changes: readonly { readonly path: string }[]): readonly string[] {
  return changes.map(({ path }) => path).sort();
}

function byPath<T extends { readonly path: string }>(changes: readonly T[]): readonly T[] {
  return [...changes].sort((a, b) => (a.path < b.path ? -1 : 1));
}
