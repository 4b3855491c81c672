/** A time column as RFC 3339 text in UTC with microseconds; NULL stays NULL. */
export function timeText(column: string): string {
  return `formatDateTime(${column}, '%Y-%m-%dT%H:%i:%S.%fZ', 'UTC')`;
}

/** Those that are not empty, joined by AND; `1` for none. */
export function allOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? "1" : conditions.map((each) => `(${each})`).join(" AND ");
}
