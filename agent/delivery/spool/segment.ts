/** A file of events, one JSON text a line, deleted when every line of it is settled. */
export interface Segment {
  readonly path: string;
  /** Length of the whole lines in it, in bytes. */
  bytes: number;
  /** Lines that are not settled yet, whether they are in memory or not. */
  outstanding: number;
  /** No more lines will come. */
  sealed: boolean;
}
