import { ImportError } from "../../imported.ts";
import { avroFields } from "./avro.ts";
import type { Field } from "./fields.ts";
import { jsonSchemaFields } from "./json-schema.ts";
import { protobufFields } from "./protobuf.ts";

/** As registries call them. */
export const schemaTypes = ["AVRO", "PROTOBUF", "JSON"] as const;
export type SchemaType = (typeof schemaTypes)[number];

export interface SchemaText {
  readonly type: SchemaType;
  readonly text: string;
  /** Texts of the schemas that it uses. */
  readonly references: readonly string[];
  /** Of a .proto; else its first. */
  readonly message?: string;
}

/** What a schema says, as fields of a schema facet. @throws ImportError that begins with `where` for what cannot be read. */
export function schemaFields(where: string, { type, text, references, message }: SchemaText): readonly Field[] {
  try {
    if (type === "PROTOBUF") return protobufFields(text, references, message);
    return type === "JSON" ? jsonSchemaFields(text) : avroFields(text, references);
  } catch (error) {
    throw new ImportError(`${where}: it is no ${type}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
