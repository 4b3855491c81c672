/** A SELECT whose rows go into the columns of a table. */
export interface WrittenQuery {
  /** A syntax tree. */
  readonly query: unknown;
  /** The columns by position; where there are none, they are called as the query calls them. */
  readonly columns: readonly string[];
}
