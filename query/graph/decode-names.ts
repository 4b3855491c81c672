import { GrowingList } from "./growing-list.ts";
import { KeyIndex } from "./key-index.ts";
import { NameTable } from "./name-table.ts";
import { RowReader } from "./row-reader.ts";

export interface DecodedNames {
  readonly table: NameTable;
  /** From the key of a name to its number; for datasets to that of its canonical name. */
  readonly index: KeyIndex;
}

export interface DecodedDatasets extends DecodedNames {
  readonly canonical: Uint32Array;
  readonly aliases: ReadonlyMap<number, readonly number[]>;
}

/** @throws KeyCollision. */
export function decodeJobNames(bytes: Buffer): DecodedNames {
  const { table, keys } = decodeNames(new RowReader(bytes), () => undefined);
  return { table, index: indexOf(keys) };
}

/** @throws KeyCollision. */
export function decodeDatasetNames(bytes: Buffer): DecodedDatasets {
  const shown = { low: new GrowingList(), high: new GrowingList() };
  const { table, keys } = decodeNames(new RowReader(bytes), (reader) => {
    shown.low.push(reader.uint32());
    shown.high.push(reader.uint32());
  });
  const index = indexOf(keys);
  const canonical = new Uint32Array(table.size);
  const aliases = new Map<number, number[]>();
  for (let number = 0; number < table.size; number++) {
    const own = index.find(shown.low.at(number), shown.high.at(number));
    canonical[number] = own;
    if (own === number) continue;
    const others = aliases.get(own);
    if (others === undefined) aliases.set(own, [number]);
    else others.push(number);
  }
  // Only now, because a name that is shown for another is found by its own number above.
  for (const [own, others] of aliases) {
    for (const other of others) index.replace(keys.low.at(other), keys.high.at(other), own);
  }
  return { table, index, canonical, aliases };
}

interface Keys {
  readonly low: GrowingList;
  readonly high: GrowingList;
}

function decodeNames(
  reader: RowReader,
  afterKey: (reader: RowReader) => void,
): { readonly table: NameTable; readonly keys: Keys } {
  const keys = { low: new GrowingList(), high: new GrowingList() };
  const starts = new GrowingList();
  while (!reader.ended) {
    keys.low.push(reader.uint32());
    keys.high.push(reader.uint32());
    afterKey(reader);
    starts.push(reader.stringBytes);
    reader.string();
    starts.push(reader.stringBytes);
    reader.string();
  }
  starts.push(reader.stringBytes);
  return { table: new NameTable(reader.strings, starts.toArray()), keys };
}

function indexOf({ low, high }: Keys): KeyIndex {
  const index = new KeyIndex(low.length);
  for (let number = 0; number < low.length; number++) index.add(low.at(number), high.at(number), number);
  return index;
}
