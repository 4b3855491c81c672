import type { Contents } from "./read-views.ts";

export interface Difference {
  readonly view: string;
  /** Rows that should be there, and rows that should not. */
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/** In which views two readings differ, and by which rows. */
export function differences(found: Contents, right: Contents): readonly Difference[] {
  return [...found].flatMap(([view, rows]) => {
    const wanted = right.get(view) ?? [];
    const [missing, extra] = [without(wanted, rows), without(rows, wanted)];
    return missing.length + extra.length === 0 ? [] : [{ view, missing, extra }];
  });
}

/** Of both a few rows, one below the other. */
export function explain(all: readonly Difference[]): string {
  return all
    .filter(({ missing, extra }) => missing.length + extra.length > 0)
    .map(({ view, missing, extra }) =>
      [
        `${view}: ${missing.length} rows are missing, ${extra.length} should not be there`,
        ...missing.slice(0, 2).map((row) => `  - ${row}`),
        ...extra.slice(0, 2).map((row) => `  + ${row}`),
      ].join("\n"),
    )
    .join("\n");
}

/** As often as it is there: a row that is there twice must not pass for one. */
function without(rows: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const count = left.get(row) ?? 0;
    left.set(row, count - 1);
    return count <= 0;
  });
}
