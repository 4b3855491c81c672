import { derivedTables } from "./generations.ts";
import { inferredName } from "./inferred.ts";

/** All that can be made again, by name. */
export const derivable: readonly string[] = [...derivedTables.map(({ name }) => name), inferredName];
