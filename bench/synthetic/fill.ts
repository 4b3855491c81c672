import { slots } from "./slots.ts";
import type { EventValues, Slot } from "./slots.ts";

/** Values for the slots, and their texts, each written once. */
export class Filling {
  readonly values: EventValues;
  readonly #texts = new Map<Slot, string>();

  constructor(values: EventValues) {
    this.values = values;
  }

  text(slot: Slot): string {
    let text = this.#texts.get(slot);
    if (text === undefined) {
      text = slot.text(this.values);
      this.#texts.set(slot, text);
    }
    return text;
  }
}

/** Makes what had marks in it. */
export type Fill<T> = (filling: Filling) => T;

const all: readonly Slot[] = Object.values(slots);
const byMark = new Map(all.map((slot) => [String(slot.mark), slot]));
const byCell = new Map(all.map((slot) => [slot.cell, slot]));
const anyMark = new RegExp([...byMark.keys()].map((mark) => mark.replaceAll(/[.+]/g, String.raw`\$&`)).join("|"), "g");

/** The text with its marks replaced; undefined when it has none. */
export function textFill(text: string): Fill<string> | undefined {
  const parts: { readonly slot: Slot; readonly after: string }[] = [];
  const marks = [...text.matchAll(anyMark)];
  for (const [index, mark] of marks.entries()) {
    const slot = byMark.get(mark[0]);
    if (slot === undefined) throw new Error(`no slot has the mark ${mark[0]}`);
    parts.push({ slot, after: text.slice(mark.index + mark[0].length, marks[index + 1]?.index) });
  }
  if (parts.length === 0) return undefined;
  const before = text.slice(0, marks[0]?.index);
  return (filling) => {
    let filled = before;
    for (const { slot, after } of parts) filled += filling.text(slot) + after;
    return filled;
  };
}

/** A column's value with its marks replaced; undefined when it has none. */
export function cellFill(cell: unknown): Fill<unknown> | undefined {
  if (typeof cell === "number" || typeof cell === "string") {
    const slot = byCell.get(cell);
    if (slot !== undefined) return ({ values }) => slot.value(values);
    return typeof cell === "string" ? textFill(cell) : undefined;
  }
  if (Array.isArray(cell)) return itemsFill(cell);
  return typeof cell === "object" && cell !== null ? membersFill(Object.entries(cell)) : undefined;
}

function itemsFill(items: readonly unknown[]): Fill<unknown> | undefined {
  const fills = items.map(cellFill);
  if (fills.every((fill) => fill === undefined)) return undefined;
  return (filling) => items.map((item, index) => fills[index]?.(filling) ?? item);
}

function membersFill(members: readonly (readonly [string, unknown])[]): Fill<unknown> | undefined {
  const fills = members.flatMap(([name, value]) => {
    const fill = cellFill(value);
    return fill === undefined ? [] : [{ name, fill }];
  });
  if (fills.length === 0) return undefined;
  const constant = Object.fromEntries(members);
  return (filling) => {
    const filled = { ...constant };
    for (const { name, fill } of fills) filled[name] = fill(filling);
    return filled;
  };
}
