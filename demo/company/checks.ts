import type { Check } from "./model.ts";

export const rowsMatchSource: Check = {
  name: "rows match the source",
  assertion: "row_count_matches_source",
  severity: "error",
  expected: ">= 99 %",
  usual: "100 %",
};

export function notNull(column: string): Check {
  return { name: `${column} is there`, assertion: "not_null", column, severity: "error", expected: "0", usual: "0" };
}

export function unique(column: string): Check {
  return { name: `${column} is unique`, assertion: "unique", column, severity: "error", expected: "0", usual: "0" };
}

export function fresh(expected: string): Check {
  return { name: "is fresh", assertion: "freshness", severity: "warn", expected: `<= ${expected}`, usual: "38 min" };
}
