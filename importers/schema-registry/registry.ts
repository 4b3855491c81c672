export interface RegisteredVersion {
  readonly subject: string;
  readonly version: number;
  /** The registry's own, of this text. */
  readonly id: number | string;
  /** `AVRO`, `PROTOBUF`, `JSON`; Avro where it is not said. */
  readonly schemaType?: string | null | undefined;
  readonly schema: string;
  readonly references?: readonly { readonly subject: string; readonly version: number }[] | null | undefined;
  /** When it was registered, in milliseconds, where the registry tells. */
  readonly ts?: number | null | undefined;
}

export interface Subject {
  readonly name: string;
  /** What it is the schema of: a topic, usually. */
  readonly dataset: string;
  /** The oldest first; those that were deleted are not among them. */
  readonly versions: readonly RegisteredVersion[];
  /** In the registry's own words: `BACKWARD`, `FULL_TRANSITIVE`, `FULL_ALL`, `NONE` … */
  readonly compatibility: string | undefined;
}

/** Asks a schema registry. @throws ImportError for what it does not answer, saying what to do. */
export interface Registry {
  readonly subjects: () => Promise<readonly string[]>;
  readonly subject: (name: string) => Promise<Subject>;
  readonly version: (subject: string, version: number) => Promise<RegisteredVersion>;
}
