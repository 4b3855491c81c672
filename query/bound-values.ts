/**
 * Values beside a statement. What users say goes into SQL only through `bind`, as a placeholder
 * whose name is ours; so no text of theirs is ever part of a statement.
 */
export class BoundValues {
  readonly #values: Record<string, unknown> = {};
  #count = 0;

  /** The placeholder of a value: `{v0: String}`. */
  bind(type: "String" | "Int64" | "UInt32" | "Bool" | "Array(String)", value: BoundValue): string {
    const name = `v${this.#count++}`;
    this.#values[name] = value;
    return `{${name}: ${type}}`;
  }

  text(value: string): string {
    return this.bind("String", value);
  }

  /** A time to the millisecond, for comparison with DateTime64. */
  time(value: Date): string {
    return `fromUnixTimestamp64Milli(${this.bind("Int64", value.getTime())}, 'UTC')`;
  }

  get all(): Readonly<Record<string, unknown>> {
    return this.#values;
  }
}

type BoundValue = string | number | boolean | readonly string[];
