import { writeFileSync } from "node:fs";
import { configurationPage } from "./configuration.ts";
import { httpApiPage } from "./http-api.ts";
import { expectationsSchemaFile, calendarSchemaFile } from "./expectations-schema.ts";
import { readViewsPage } from "./read-views.ts";
import { signalsPage } from "./signals.ts";

/** Writes the pages that are made from tables in the code; a test holds them current. */
const pages = {
  "configuration.md": configurationPage,
  "http-api.md": httpApiPage,
  "read-views.md": readViewsPage,
  "signals.md": signalsPage,
  "schemas/tidemark.schema.json": expectationsSchemaFile,
  "schemas/tidemark-calendar.schema.json": calendarSchemaFile,
} as const;

for (const [name, page] of Object.entries(pages)) {
  writeFileSync(new URL(`../../docs/${name}`, import.meta.url), page());
}
