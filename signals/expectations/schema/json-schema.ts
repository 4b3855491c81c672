import { z } from "zod";
import { calendarFile } from "./calendars.ts";
import { expectationsFile } from "./file.ts";

/** JSON Schema of what people write, for their editors. It says what one value can say; `tidemark check` knows the rest. */
export function expectationsJsonSchema(): Readonly<Record<string, unknown>> {
  return jsonSchemaOf(
    expectationsFile,
    "Tidemark expectations",
    "What is expected of datasets and jobs, and who is told.",
  );
}

/** Of the files that calendars include. */
export function calendarJsonSchema(): Readonly<Record<string, unknown>> {
  return jsonSchemaOf(calendarFile, "Tidemark calendar", "Holidays, to be included by calendars of expectations.");
}

function jsonSchemaOf(schema: z.ZodType, title: string, description: string): Readonly<Record<string, unknown>> {
  // Draft 7 is what editors know best.
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    override({ zodSchema, jsonSchema }) {
      // Examples are what is written: zod takes them for what comes of it, and leaves them out.
      const { examples } = z.globalRegistry.get(zodSchema) ?? {};
      if (Array.isArray(examples)) jsonSchema.examples = examples;
      // Whole numbers of JavaScript end there; nobody's rows do.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return { $schema, title, description, ...rest };
}
