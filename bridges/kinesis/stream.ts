/** A stream of Kinesis, as far as a bridge needs it. */
export interface KinesisStream {
  /** For a person: `stream openlineage of Kinesis in eu-central-1`. */
  readonly name: string;
  /** Tells it from all others, one of the same name that was there before it included; of `[\w.-]`. */
  readonly id: string;
  /** Those that have records, or may get some. */
  readonly shards: () => Promise<readonly Shard[]>;
  /** At most 1,000 records and 10 MiB. */
  readonly read: (shard: string, from: Place) => Promise<Reading>;
  readonly close: () => Promise<void>;
}

export interface Shard {
  readonly id: string;
  /** Of which it was split or merged: their records come before its own. */
  readonly parents: readonly string[];
}

/** In a shard. */
export type Place =
  | { readonly kind: "oldest" }
  | { readonly kind: "after"; readonly sequenceNumber: string }
  /** As a reading gave it; good for five minutes. */
  | { readonly kind: "iterator"; readonly iterator: string };

export interface KinesisRecord {
  readonly sequenceNumber: string;
  readonly data: Uint8Array;
}

export type Reading =
  | {
      readonly kind: "records";
      readonly records: readonly KinesisRecord[];
      /** Undefined: the shard was split or merged, and this was the last of it. */
      readonly next: Place | undefined;
      /** There is more to be had now. */
      readonly isBehind: boolean;
    }
  /** The iterator is too old. */
  | { readonly kind: "expired" }
  /** The shard is read too fast, by this or by others. */
  | { readonly kind: "throttled" };
