/** A row of a read view, as the engine writes it in JSON. */
export type Row = Readonly<Record<string, unknown>>;
