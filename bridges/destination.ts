export type Delivered =
  /** It is in the log for good. */
  | { readonly kind: "stored" }
  /** It can never be: it is kept as a dead letter, with its bytes. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Nothing is known to be kept: it must be delivered again. */
  | { readonly kind: "retry"; readonly cause: string };

/** Where a bridge puts events: the log, or a collector's gateway in front of one. */
export interface Destination {
  /** For a person, without credentials. */
  readonly name: string;
  /** How many may be under way at once. */
  readonly parallel: number;
  /** Never rejects. */
  readonly deliver: (body: Uint8Array) => Promise<Delivered>;
}
