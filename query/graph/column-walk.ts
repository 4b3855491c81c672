import type { Named } from "../named.ts";

/** A column; the empty field stands for the whole dataset, so for each of its columns. */
export interface Column extends Named {
  readonly field: string;
}

/** That one column comes from another, seen from the one where the walk is: `near` to `far`. */
export interface ColumnLink<Said = unknown> {
  readonly near: Column;
  readonly far: Column;
  /** `INDIRECT` where it only decides about the value; anything else hands it on. */
  readonly type: string;
  readonly masking: boolean;
  /** What else is known, handed through. */
  readonly said: Said;
}

export interface ReachedColumn {
  readonly column: Column;
  /** 0 for where the walk began. */
  readonly hops: number;
  /** A way leads here that hands on the value all along. */
  readonly direct: boolean;
  /** Each way here masks it. */
  readonly masked: boolean;
}

export interface ColumnWalk<Said> {
  /** Those where the walk began first, then by hops. */
  readonly nodes: readonly ReachedColumn[];
  /** Between positions in `nodes`. */
  readonly steps: readonly { readonly from: number; readonly to: number; readonly link: ColumnLink<Said> }[];
  readonly frontier: number;
  readonly truncated: boolean;
}

export interface ColumnLimits {
  readonly depth: number;
  readonly nodes: number;
  /** Past it nothing more is asked for, and the walk is truncated. */
  readonly enough: () => boolean;
}

/**
 * Goes from a column along links, level by level: each level is one question.
 *
 * A link of a whole dataset concerns each of its columns, and who reaches a whole dataset has reached each of
 * its columns. From a whole dataset the walk begins at each of its columns that has links.
 *
 * @param linksOf the links of which `near` is in the dataset of one of the columns; more do no harm.
 */
export async function walkColumns<Said>(
  linksOf: (columns: readonly Column[]) => Promise<readonly ColumnLink<Said>[]>,
  start: Column,
  limits: ColumnLimits,
): Promise<ColumnWalk<Said>> {
  const nodes = new Numbered();
  const steps: { from: number; to: number; link: ColumnLink<Said> }[] = [];
  const beyond = new Set<string>();
  let truncated = false;
  let links = await linksOf([start]);
  let level = startsOf(start, links).map((column) => nodes.add(column, 0));
  const begun = level.length;
  for (let hops = 1; level.length > 0; hops++) {
    const next: number[] = [];
    for (const { from, link } of matches(level, nodes, links, hops === 1)) {
      const known = nodes.find(link.far);
      if (known !== undefined && hops <= limits.depth) steps.push({ from, to: known, link });
      else if (known === undefined && hops <= limits.depth && nodes.size < limits.nodes) {
        const to = nodes.add(link.far, hops);
        next.push(to);
        steps.push({ from, to, link });
      } else if (known === undefined) {
        beyond.add(keyOf(link.far));
        truncated ||= hops <= limits.depth;
      }
    }
    level = next;
    if (level.length === 0) break;
    if (limits.enough()) {
      truncated = true;
      break;
    }
    links = await linksOf(level.map((node) => nodes.at(node)));
  }
  const carried = carry(nodes.size, begun, steps);
  return {
    nodes: nodes.all.map(({ column, hops }, index) => reached(column, hops, carried[index] ?? 0)),
    steps,
    frontier: beyond.size,
    truncated,
  };
}

/** A column begins where it is; a whole dataset at each of its columns that has links. */
function startsOf(start: Column, links: readonly ColumnLink[]): readonly Column[] {
  if (start.field !== "") return [start];
  const found = new Map([[keyOf(start), start]]);
  for (const { near } of links) if (isSameDataset(near, start)) found.set(keyOf(near), near);
  return [...found.values()];
}

/** Which links go on from which node of the level. */
function matches<Said>(
  level: readonly number[],
  nodes: Numbered,
  links: readonly ColumnLink<Said>[],
  first: boolean,
): readonly { readonly from: number; readonly link: ColumnLink<Said> }[] {
  const byDataset = new Map<string, number[]>();
  for (const node of level) {
    const key = keyOf({ ...nodes.at(node), field: "" });
    const others = byDataset.get(key);
    if (others === undefined) byDataset.set(key, [node]);
    else others.push(node);
  }
  return links.flatMap((link) => {
    const here = byDataset.get(keyOf({ ...link.near, field: "" })) ?? [];
    const exactly = here.filter((node) => nodes.at(node).field === link.near.field);
    // At the beginning each column of a whole dataset is a node of its own.
    const from =
      first && exactly.length > 0 ? exactly : here.filter((node) => meets(nodes.at(node).field, link.near.field));
    return from.map((node) => ({ from: node, link }));
  });
}

function meets(one: string, other: string): boolean {
  return one === "" || other === "" || one === other;
}

function isSameDataset(one: Named, other: Named): boolean {
  return one.namespace === other.namespace && one.name === other.name;
}

function keyOf({ namespace, name, field }: Column): string {
  return JSON.stringify([namespace, name, field]);
}

/** Columns by number, in the order in which they were reached. */
class Numbered {
  readonly all: { readonly column: Column; readonly hops: number }[] = [];
  readonly #numbers = new Map<string, number>();

  get size(): number {
    return this.all.length;
  }

  add(column: Column, hops: number): number {
    this.#numbers.set(keyOf(column), this.all.length);
    return this.all.push({ column, hops }) - 1;
  }

  find(column: Column): number | undefined {
    return this.#numbers.get(keyOf(column));
  }

  /** @throws RangeError when there is none. */
  at(number: number): Column {
    const node = this.all[number];
    if (node === undefined) throw new RangeError(`there is no column ${number}`);
    return node.column;
  }
}

/** The kinds of ways to a node, as a set of bits: bit 0 plain, 1 indirect, 2 masked, 3 both. */
const plain = 1;

/** Of each node the kinds of ways that lead there; those where the walk began are reached by a plain one. */
function carry(
  count: number,
  begun: number,
  steps: readonly { readonly from: number; readonly to: number; readonly link: ColumnLink }[],
): readonly number[] {
  const ways: number[] = Array.from({ length: count }, (_, node) => (node < begun ? plain : 0));
  const after = Map.groupBy(steps, ({ from }) => from);
  const waiting = Array.from({ length: begun }, (_, node) => node);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const { to, link } of after.get(node) ?? []) {
      const kinds = (ways[to] ?? 0) | through(ways[node] ?? 0, link);
      if (kinds === ways[to]) continue;
      ways[to] = kinds;
      waiting.push(to);
    }
  }
  return ways;
}

function through(ways: number, { type, masking }: ColumnLink): number {
  const kind = (type === "INDIRECT" ? 1 : 0) | (masking ? 2 : 0);
  let found = 0;
  for (let way = 0; way < 4; way++) if (((ways >> way) & 1) === 1) found |= 1 << (way | kind);
  return found;
}

function reached(column: Column, hops: number, ways: number): ReachedColumn {
  return { column, hops, direct: (ways & 0b0101) !== 0, masked: (ways & 0b0011) === 0 };
}
