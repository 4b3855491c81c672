import { migrations } from "../migrations/migrations.ts";

/** The newest migration that this version knows. */
export const schemaVersion = migrations.at(-1)?.id ?? 0;
