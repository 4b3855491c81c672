import * as fc from "fast-check";
import { expect, test } from "vitest";
import { walkColumns } from "#query/graph/column-walk.ts";
import type { Column, ColumnLink, ColumnWalk } from "#query/graph/column-walk.ts";

/** The walk over columns against the plainest way to say the same: every way, one after the other. */

const fields = ["", "a", "b"] as const;
const column: fc.Arbitrary<Column> = fc.record({
  namespace: fc.constant("n"),
  name: fc.constantFrom("t", "u", "v", "w"),
  field: fc.constantFrom(...fields),
});
const link: fc.Arbitrary<ColumnLink> = fc.record({
  near: column,
  far: column,
  type: fc.constantFrom("DIRECT", "INDIRECT", ""),
  masking: fc.boolean(),
  said: fc.constant(undefined),
});
const links = fc.array(link, { maxLength: 14 });
const start = fc.constantFrom({ namespace: "n", name: "t", field: "a" }, { namespace: "n", name: "t", field: "b" });

const everything = { depth: Infinity, nodes: 1000, enough: () => false };

function walkOver(all: readonly ColumnLink[], from: Column, limits = everything): Promise<ColumnWalk<unknown>> {
  // More than is asked for, as a store may give.
  return walkColumns(
    async (columns) => all.filter(({ near }) => columns.some(({ name }) => name === near.name)),
    from,
    limits,
  );
}

const textOf = ({ name, field }: Column): string => `${name}.${field}`;

/** Who stands at `at` goes on along the link. */
function goesOn(at: Column, { near }: ColumnLink): boolean {
  return at.name === near.name && (at.field === near.field || at.field === "" || near.field === "");
}

/** Of each column that is reached: the fewest hops, and all kinds of ways (`indirect`, `masked`). */
function naive(all: readonly ColumnLink[], from: Column): ReadonlyMap<string, { hops: number; ways: Set<string> }> {
  const found = new Map<string, { hops: number; ways: Set<string> }>();
  const visit = (at: Column, hops: number, indirect: boolean, masked: boolean): void => {
    const entry = found.get(textOf(at)) ?? { hops, ways: new Set<string>() };
    const way = `${indirect} ${masked}`;
    const isNew = !entry.ways.has(way) || hops < entry.hops;
    found.set(textOf(at), { hops: Math.min(hops, entry.hops), ways: entry.ways.add(way) });
    if (!isNew) return;
    for (const next of all) {
      if (goesOn(at, next)) visit(next.far, hops + 1, indirect || next.type === "INDIRECT", masked || next.masking);
    }
  };
  visit(from, 0, false, false);
  return found;
}

test("reaches each column by its fewest hops, and knows what is handed on and what is masked", async () => {
  await fc.assert(
    fc.asyncProperty(links, start, async (all, from) => {
      const expected = new Map(
        [...naive(all, from)].map(([name, { hops, ways }]) => [
          name,
          {
            hops,
            direct: ways.has("false false") || ways.has("false true"),
            masked: !ways.has("false false") && !ways.has("true false"),
          },
        ]),
      );
      const walked = await walkOver(all, from);
      expect(
        new Map(walked.nodes.map(({ column: at, hops, direct, masked }) => [textOf(at), { hops, direct, masked }])),
      ).toEqual(expected);
      expect(walked).toMatchObject({ truncated: false, frontier: 0 });
      const steps = walked.nodes.flatMap(({ column: at }) => all.filter((each) => goesOn(at, each))).length;
      expect(walked.steps).toHaveLength(steps);
    }),
    { numRuns: 400 },
  );
});

test("stops where it is told to, and says what is next", async () => {
  const bounds = fc.record({ depth: fc.nat({ max: 3 }), nodes: fc.integer({ min: 1, max: 4 }) });
  await fc.assert(
    fc.asyncProperty(links, start, bounds, async (all, from, { depth, nodes }) => {
      const reached = naive(all, from);
      const within = [...reached.values()].map(({ hops }) => hops).filter((hops) => hops <= depth);
      const walked = await walkOver(all, from, { depth, nodes, enough: () => false });
      expect(walked.nodes.map(({ hops }) => hops)).toEqual(within.toSorted((a, b) => a - b).slice(0, nodes));
      expect(walked.truncated).toBe(within.length > nodes);
      const told = new Set(walked.nodes.map(({ column: at }) => textOf(at)));
      const next = new Set(
        walked.nodes.flatMap(({ column: at }) =>
          all.flatMap((each) => (goesOn(at, each) && !told.has(textOf(each.far)) ? [textOf(each.far)] : [])),
        ),
      );
      expect(walked.frontier).toBe(next.size);
    }),
    { numRuns: 400 },
  );
});

function of(name: string, field = "a"): Column {
  return { namespace: "n", name, field };
}

function one(near: Column, far: Column): ColumnLink {
  return { near, far, type: "DIRECT", masking: false, said: undefined };
}

test("from a whole dataset it begins at each of its columns", async () => {
  const all = [one(of("t", "a"), of("u", "x")), one(of("t", "b"), of("u", "y")), one(of("u", "y"), of("v", "z"))];
  const walked = await walkOver(all, of("t", ""));
  expect(walked.nodes.map(({ column: at, hops }) => [textOf(at), hops])).toEqual([
    ["t.", 0],
    ["t.a", 0],
    ["t.b", 0],
    ["u.x", 1],
    ["u.y", 1],
    ["v.z", 2],
  ]);
  expect(walked.steps.map(({ from, to }) => [from, to])).toEqual([
    [1, 3],
    [2, 4],
    [4, 5],
  ]);
});

test("time can run out", async () => {
  const all = [one(of("t"), of("u")), one(of("u"), of("v")), one(of("v"), of("w"))];
  let levels = 0;
  const walked = await walkOver(all, of("t"), { ...everything, enough: () => ++levels === 2 });
  expect(walked.nodes.map(({ column: at }) => at.name)).toEqual(["t", "u", "v"]);
  expect(walked.truncated).toBe(true);
});
