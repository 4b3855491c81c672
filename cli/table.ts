import { plainText } from "./terminal.ts";

export interface TableColumn<T> {
  readonly title: string;
  readonly value: (row: T) => string;
  /** Cut first when the terminal is narrow. */
  readonly flexible?: boolean;
  /** Where a text that is too long is cut: names are told apart by their ends. */
  readonly cut?: "end" | "middle";
  readonly align?: "right";
  /** Left out, the last one first, rather than to cut the others to pieces. */
  readonly expendable?: boolean;
  /** Left out when no row has a value. */
  readonly optional?: boolean;
  /** Colours a cell that is already padded. */
  readonly style?: (text: string, row: T) => string;
}

const gap = "  ";
const narrowest = 8;
/** A name cut to this can still be told from others. */
const readable = 20;

/** Rows as aligned columns that fit the width; a flexible column is cut with `…`. */
export function formatTable<T>(all: readonly TableColumn<T>[], rows: readonly T[], width: number): readonly string[] {
  const columns = fitting(
    all.filter(({ optional, value }) => optional !== true || rows.some((row) => value(row) !== "")),
    rows,
    width,
  );
  const cells = rows.map((row) => columns.map(({ value }) => plainText(value(row))));
  const widths = columns.map((column) => naturalWidth(column, rows));
  shrink(widths, columns, width);
  const line = (texts: readonly string[], row?: T): string => {
    // Blanks at the end of a line are no part of its last text.
    const last = texts.findLastIndex((text) => text !== "");
    const padded = texts.slice(0, last + 1).map((text, index) => {
      const column = columns[index];
      const whole = pad(text, widths[index] ?? 0, column);
      const shown = index === last ? whole.trimEnd() : whole;
      return row === undefined || column?.style === undefined ? shown : column.style(shown, row);
    });
    return padded.join(gap);
  };
  return [line(columns.map(({ title }) => title)), ...cells.map((texts, index) => line(texts, rows[index]))];
}

function naturalWidth<T>({ title, value }: TableColumn<T>, rows: readonly T[]): number {
  return rows.reduce((widest, row) => Math.max(widest, plainText(value(row)).length), title.length);
}

/** Without as many expendable columns as it takes for the flexible ones to be readable. */
function fitting<T>(all: readonly TableColumn<T>[], rows: readonly T[], width: number): readonly TableColumn<T>[] {
  const least = (column: TableColumn<T>): number => {
    const natural = naturalWidth(column, rows);
    return column.flexible === true ? Math.min(natural, readable) : natural;
  };
  const columns = [...all];
  while (columns.reduce((sum, column) => sum + least(column) + gap.length, -gap.length) > width) {
    const last = columns.findLastIndex(({ expendable }) => expendable === true);
    if (last === -1) break;
    columns.splice(last, 1);
  }
  return columns;
}

/** Takes what is too much from the flexible columns, always from the widest. */
function shrink<T>(widths: number[], columns: readonly TableColumn<T>[], width: number): void {
  let excess = widths.reduce((sum, each) => sum + each, 0) + gap.length * (widths.length - 1) - width;
  for (; excess > 0; excess--) {
    let widest = -1;
    for (const [index, column] of columns.entries()) {
      if (column.flexible === true && (widths[index] ?? 0) > Math.max(narrowest, widths[widest] ?? 0)) widest = index;
    }
    if (widest === -1) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

function pad<T>(text: string, width: number, column: TableColumn<T> | undefined): string {
  const shown = text.length > width ? cutText(text, width, column?.cut ?? "end") : text;
  return column?.align === "right" ? shown.padStart(width) : shown.padEnd(width);
}

function cutText(text: string, width: number, where: "end" | "middle"): string {
  const left = Math.max(0, width - 1);
  const tail = where === "middle" ? Math.ceil(left / 2) : 0;
  return `${text.slice(0, left - tail)}…${tail === 0 ? "" : text.slice(-tail)}`;
}
