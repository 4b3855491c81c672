/** A value of an attribute, as far as it is read. */
export type AttributeValue = string | number | boolean | readonly string[];

export type Attributes = ReadonlyMap<string, AttributeValue>;

/** A span that has ended, in whichever encoding it came. */
export interface Span {
  /** Hexadecimal. */
  readonly traceId: string;
  readonly spanId: string;
  /** Empty at the root. */
  readonly parentSpanId: string;
  readonly name: string;
  /** Nanoseconds since the epoch. */
  readonly start: bigint;
  readonly end: bigint;
  readonly failed: boolean;
  readonly statusMessage: string;
  /** Of the span, over those of its resource. */
  readonly attributes: Attributes;
  /** Of its event `exception`, where it has one. */
  readonly exception: Attributes | undefined;
}

export function textOf(attributes: Attributes | undefined, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = attributes?.get(name);
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number") return String(value);
  }
  return undefined;
}

/** Several texts, or one; of other types none. */
export function textsOf(attributes: Attributes, name: string): readonly string[] {
  const value = attributes.get(name);
  const texts = typeof value === "string" ? [value] : Array.isArray(value) ? value : [];
  return texts.filter((text): text is string => typeof text === "string" && text !== "");
}
