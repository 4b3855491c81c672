import type { DatasetEvent } from "#agent/contract/event.ts";
import { EventMaker } from "../event-maker.ts";
import { ImportError } from "../imported.ts";
import type { Imported } from "../imported.ts";
import { schemaFields, schemaTypes } from "./formats/schema-fields.ts";
import type { Registry, RegisteredVersion, Subject } from "./registry.ts";

export interface RegistryImport {
  /** Of the datasets: `kafka://broker:9092`. */
  readonly datasetNamespace: string;
  /** Only these; all when none is named. */
  readonly subjects: readonly string[];
  /** When the registry was asked. */
  readonly now: Date;
}

/** How many subjects are asked for at once. */
const parallel = 8;

/**
 * Every version of every subject as an event of a dataset, with its schema, and what the registry knows of it in the
 * facet `tidemark_schemaRegistry`. The latest version is said as of now: the registry says it is in force. Older ones
 * are of when they were registered; where the registry does not tell, they come, in order, before all else.
 *
 * @throws ImportError
 */
export async function importRegistry(registry: Registry, options: RegistryImport): Promise<Imported> {
  const names = options.subjects.length > 0 ? options.subjects : await registry.subjects();
  const events = new Map<string, readonly DatasetEvent[]>();
  const notes: string[] = [];
  // One iterator for all: each takes the next subject when it is done with its own.
  const queue = names.values();
  const readAll = async (): Promise<void> => {
    for (const name of queue) {
      const subject = await registry.subject(name);
      events.set(name, await eventsOf(registry, subject, options, notes));
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, names.length) }, readAll));
  return { events: names.flatMap((name) => events.get(name) ?? []), notes };
}

const maker = new EventMaker("schema-registry");

async function eventsOf(
  registry: Registry,
  subject: Subject,
  options: RegistryImport,
  notes: string[],
): Promise<readonly DatasetEvent[]> {
  const events: DatasetEvent[] = [];
  for (const version of subject.versions) {
    try {
      const time = version === subject.versions.at(-1) ? options.now : registeredAt(version);
      events.push(maker.dataset(time.toISOString(), await datasetOf(registry, subject, version, options)));
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      notes.push(error.message);
    }
  }
  return events;
}

async function datasetOf(registry: Registry, subject: Subject, version: RegisteredVersion, options: RegistryImport) {
  const where = `${subject.name} version ${version.version}`;
  const wanted = version.schemaType ?? "AVRO";
  const type = schemaTypes.find((each) => each === wanted);
  if (type === undefined) throw new ImportError(`${where}: schemas of type ${wanted} are not read`);
  const references = await referencesOf(registry, version, new Set());
  return {
    namespace: options.datasetNamespace,
    name: subject.dataset,
    facets: {
      schema: { fields: schemaFields(where, { type, text: version.schema, references }) },
      tidemark_schemaRegistry: {
        subject: subject.name,
        version: version.version,
        id: version.id,
        schemaType: type,
        compatibility: subject.compatibility,
      },
    },
  };
}

/** Each once, those that others need first. */
async function referencesOf(
  registry: Registry,
  version: RegisteredVersion,
  seen: Set<string>,
): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const reference of version.references ?? []) {
    const key = `${reference.subject}\n${reference.version}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const found = await registry.version(reference.subject, reference.version);
    texts.push(...(await referencesOf(registry, found, seen)), found.schema);
  }
  return texts;
}

const beforeAllElse = Date.UTC(2000, 0, 1);

function registeredAt({ ts, version }: RegisteredVersion): Date {
  return new Date(ts ?? beforeAllElse + version * 1000);
}
