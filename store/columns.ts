import { RowBinaryWriter } from "./row-binary.ts";

/**
 * One column: its type in DDL, and how a value is written. From a table's list of columns come the
 * row type (`Row`), the insert (`RowEncoder`) and the DDL (`columnDdl`), so none can disagree.
 */
export interface Column<T> {
  readonly type: string;
  readonly codec?: string;
  write(writer: RowBinaryWriter, value: T): void;
}

/** Several arrays of one length, `name.field`: ClickHouse's Nested. A row holds them as objects. */
export interface NestedColumns<F extends Readonly<Record<string, Column<never>>>> {
  readonly nested: F;
}

type AnyColumn = Column<never> | NestedColumns<Readonly<Record<string, Column<never>>>>;
export type TableColumns = Readonly<Record<string, AnyColumn>>;

type Value<C> = C extends Column<infer T> ? T : C extends NestedColumns<infer F> ? ReadonlyArray<Row<F>> : never;

/** The row type of a list of columns. */
export type Row<C> = { readonly [K in keyof C]: Value<C[K]> };

export interface Table<C extends TableColumns> {
  /** Qualified, for example `tidemark.events`. */
  readonly name: string;
  readonly columns: C;
}

export const string: Column<string> = { type: "String", write: (w, v) => w.string(v) };

/** A string of few distinct values. */
export const label: Column<string> = { type: "LowCardinality(String)", write: (w, v) => w.string(v) };

/** Bytes kept as they came. */
export const payload: Column<Uint8Array> = { type: "String", write: (w, v) => w.blob(v) };

/** Microseconds since the epoch, at most 53 bits. */
export const time: Column<number> = {
  type: "DateTime64(6, 'UTC')",
  codec: "Delta(8), ZSTD(1)",
  write: (w, v) => w.int64(v),
};

export const integer: Column<number> = { type: "Int64", write: (w, v) => w.int64(v) };

export const float: Column<number> = { type: "Float64", write: (w, v) => w.float64(v) };

export const bool: Column<boolean> = { type: "Bool", write: (w, v) => w.uint8(v ? 1 : 0) };

/** Unknown is NULL, never zero. */
export function nullable<T>(inner: Column<T>): Column<T | null> {
  return {
    type: `Nullable(${inner.type})`,
    write(w, v) {
      w.uint8(v === null ? 1 : 0);
      if (v !== null) inner.write(w, v);
    },
  };
}

export function array<T>(inner: Column<T>): Column<readonly T[]> {
  return {
    type: `Array(${inner.type})`,
    write(w, v) {
      w.varUint(v.length);
      for (const item of v) inner.write(w, item);
    },
  };
}

export function nested<const F extends Readonly<Record<string, Column<never>>>>(fields: F): NestedColumns<F> {
  return { nested: fields };
}

/** Half the space of the engine's own default, LZ4; see docs/benchmarks.md. */
const defaultCodec = "ZSTD(1)";

interface FlatColumn {
  readonly name: string;
  readonly type: string;
  readonly codec: string;
}

/** The columns as the table stores them: a nested one becomes an array a field. */
export function flatColumns(columns: TableColumns): readonly FlatColumn[] {
  return Object.entries(columns).flatMap(([name, column]) =>
    "nested" in column
      ? Object.entries(column.nested).map(([field, inner]) => ({
          name: `${name}.${field}`,
          type: `Array(${inner.type})`,
          codec: defaultCodec,
        }))
      : [{ name, type: column.type, codec: column.codec ?? defaultCodec }],
  );
}

/** The column list of a CREATE TABLE. */
export function columnDdl(columns: TableColumns): string {
  return flatColumns(columns)
    .map(({ name, type, codec }) => `\`${name}\` ${type} CODEC(${codec})`)
    .join(",\n");
}

/** Gathers rows of one table as RowBinary, ready for `Store.insert`. Memory: the encoded bytes. */
export class RowEncoder<C extends TableColumns> {
  readonly table: Table<C>;
  readonly #writer: RowBinaryWriter;
  readonly #writeRow: (row: Row<C>) => void;
  #rows = 0;

  constructor(table: Table<C>, writer = new RowBinaryWriter()) {
    this.table = table;
    this.#writer = writer;
    this.#writeRow = rowWriter(table.columns, writer);
  }

  get rows(): number {
    return this.#rows;
  }

  get byteLength(): number {
    return this.#writer.length;
  }

  /** RowBinary of the rows so far; a view, valid until the next `add` or `reset`. */
  get bytes(): Buffer {
    return this.#writer.bytes;
  }

  add(row: Row<C>): void {
    const before = this.#writer.length;
    try {
      this.#writeRow(row);
    } catch (error) {
      this.#writer.truncate(before);
      throw error;
    }
    this.#rows++;
  }

  /** Adds rows that another encoder of this table has written. */
  addEncoded(bytes: Uint8Array, rows: number): void {
    this.#writer.raw(bytes);
    this.#rows += rows;
  }

  reset(): void {
    this.#writer.reset();
    this.#rows = 0;
  }
}

function rowWriter<C extends TableColumns>(columns: C, w: RowBinaryWriter): (row: Row<C>) => void {
  // Rows are typed by `Row<C>`; inside, the columns of one table are of different types, so each
  // value is handed to the column of its own name as `never`.
  /* oxlint-disable typescript/no-unsafe-type-assertion */
  const writers = Object.entries(columns).map(([name, column]): ((row: Record<string, never>) => void) => {
    if (!("nested" in column)) return (row) => column.write(w, row[name] as never);
    const fields = Object.entries(column.nested);
    return (row) => {
      const items: readonly Record<string, never>[] = row[name] as never;
      // Most events say nothing of most things.
      if (items.length === 0) w.zeros(fields.length);
      else
        for (const [field, inner] of fields) {
          w.varUint(items.length);
          for (const item of items) inner.write(w, item[field] as never);
        }
    };
  });
  return (row) => {
    for (const write of writers) write(row as Record<string, never>);
  };
  /* oxlint-enable typescript/no-unsafe-type-assertion */
}
