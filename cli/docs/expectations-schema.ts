import { calendarJsonSchema, expectationsJsonSchema } from "#signals/expectations/schema/json-schema.ts";

/** `docs/schemas/tidemark.schema.json`, for the editors of those who write `tidemark.yml`. */
export function expectationsSchemaFile(): string {
  return `${JSON.stringify(expectationsJsonSchema(), undefined, 2)}\n`;
}

/** `docs/schemas/tidemark-calendar.schema.json`, of files that calendars include. */
export function calendarSchemaFile(): string {
  return `${JSON.stringify(calendarJsonSchema(), undefined, 2)}\n`;
}
