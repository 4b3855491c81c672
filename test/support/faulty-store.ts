import type { RowEncoder, TableColumns } from "#store/columns.ts";
import type { Store } from "#store/store.ts";

export interface Inserted {
  readonly rows: number;
  readonly bytes: Buffer;
}

/** The inserting side of a store that fails when it is told to, in front of a real one or of none. */
export class FaultyStore implements Pick<Store, "insert"> {
  readonly #behind: Pick<Store, "insert"> | undefined;
  /** What succeeded. */
  readonly inserted: Inserted[] = [];
  attempts = 0;
  underWay = 0;
  mostUnderWay = 0;
  /** Set: every insert fails with it. */
  outage: Error | undefined;
  /** Set: an insert waits for it. */
  gate: Promise<void> | undefined;
  /** Rows whose bytes contain this are refused for their content. */
  poison: string | undefined;

  constructor(behind?: Pick<Store, "insert">) {
    this.#behind = behind;
  }

  get rows(): number {
    return this.inserted.reduce((sum, { rows }) => sum + rows, 0);
  }

  async insert<C extends TableColumns>(rows: RowEncoder<C>): Promise<void> {
    this.attempts++;
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    try {
      await this.gate;
      if (this.outage !== undefined) throw this.outage;
      if (this.poison !== undefined && rows.bytes.includes(this.poison)) {
        throw new Error("Code: 469. DB::Exception: Constraint `no_poison` is violated. (VIOLATED_CONSTRAINT)");
      }
      await this.#behind?.insert(rows);
      this.inserted.push({ rows: rows.rows, bytes: Buffer.from(rows.bytes) });
    } finally {
      this.underWay--;
    }
  }
}
