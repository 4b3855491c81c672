/** Writes store/schema.sql from the migrations: `npm run schema`. A test holds the file and the migrations equal. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedStore } from "#store/engines/embedded.ts";
import { dumpSchema } from "#store/migrations/dump-schema.ts";
import { migrateUp } from "#store/migrations/migrate.ts";

const path = mkdtempSync(join(tmpdir(), "tidemark-schema-"));
const store = await openEmbeddedStore({ path });
await migrateUp(store);
writeFileSync(new URL("../store/schema.sql", import.meta.url), await dumpSchema(store));
await store.close();
rmSync(path, { recursive: true, force: true });
