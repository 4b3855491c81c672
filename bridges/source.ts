/** Messages that were taken from a broker together. */
export interface Batch {
  /** One event each, as it came. */
  readonly bodies: readonly Uint8Array[];
  /**
   * Tells the broker that they are safe. Rejects when it could not be told; they then come again, which is
   * no harm: events are known by their content.
   */
  readonly confirm: () => Promise<void>;
}

/** A broker's messages, in order. Whoever implements it for another broker bounds a batch's count and bytes. */
export interface Source {
  /** For a person: `Kafka topic openlineage.events`. */
  readonly name: string;
  /** Ends when `signal` is aborted; throws when the broker is lost. No batch is made before the one before it is done with. */
  readonly batches: (signal: AbortSignal) => AsyncIterable<Batch>;
  readonly close: () => Promise<void>;
}
