import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { datasetName } from "#agent/contract/dataset-ref.ts";
import { EventMaker } from "../event-maker.ts";
import { ImportError } from "../imported.ts";
import type { Imported } from "../imported.ts";
import { readText } from "../read-json.ts";
import { schemaFields } from "./formats/schema-fields.ts";
import type { SchemaType } from "./formats/schema-fields.ts";

export interface SchemaFileOptions {
  /** What the schemas are of, by address: several files are then its versions, in their order. */
  readonly dataset?: string;
  readonly datasetNamespace: string;
  /** Of a .proto; else its first. */
  readonly message?: string;
}

const types: Readonly<Record<string, SchemaType>> = { ".avsc": "AVRO", ".proto": "PROTOBUF", ".json": "JSON" };
const maker = new EventMaker("schema-files");

/** Files of schemas, each as an event of a dataset, as of when the file was last changed. @throws ImportError */
export async function importSchemaFiles(paths: readonly string[], options: SchemaFileOptions): Promise<Imported> {
  const events = [];
  let after = 0;
  for (const path of paths) {
    const type = types[extname(path).toLowerCase()];
    if (type === undefined) throw new ImportError(`${path}: a schema is in a file .avsc, .proto or .json`);
    const text = await readText(path);
    if (text === undefined) throw new ImportError(`${path}: there is no such file`);
    const { message } = options;
    const fields = schemaFields(path, { type, text, references: [], ...(message !== undefined && { message }) });
    const name = options.dataset ?? basename(path, extname(path));
    const time = Math.max(Math.floor((await stat(path)).mtimeMs), after + 1);
    if (options.dataset !== undefined) after = time;
    const dataset = { ...datasetName(name, options.datasetNamespace), facets: { schema: { fields } } };
    events.push(maker.dataset(new Date(time).toISOString(), dataset));
  }
  return { events, notes: [] };
}
