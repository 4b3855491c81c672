import {
  GetSchemaCommand,
  GetSchemaVersionCommand,
  GlueClient,
  paginateListSchemas,
  paginateListSchemaVersions,
} from "@aws-sdk/client-glue";
import { ImportError } from "../imported.ts";
import type { RegisteredVersion, Registry } from "./registry.ts";

export interface GlueRegistryOptions {
  readonly registry: string;
  /** Else as AWS's tools find it: `AWS_REGION`, `~/.aws/config`. */
  readonly region?: string;
}

export interface GlueRegistry extends Registry {
  /** `glue://eu-central-1/orders` */
  readonly address: string;
}

/** Glue counts requests a second: the client then tries again, later each time. */
const attempts = 10;

/** A registry of AWS Glue, with the credentials that AWS's tools find. A schema is named after its topic. @throws ImportError without a region. */
export async function openGlueRegistry({ registry: name, region }: GlueRegistryOptions): Promise<GlueRegistry> {
  const client = new GlueClient({ maxAttempts: attempts, ...(region !== undefined && { region }) });
  const where = await client.config.region().catch(() => {
    throw new ImportError(`AWS's tools know of no region here: write glue://REGION/${name}, or set AWS_REGION`);
  });
  const address = `glue://${where}/${name}`;
  const ask = <T>(what: () => Promise<T>): Promise<T> => told(address, what);
  const schemaId = (schema: string) => ({ RegistryName: name, SchemaName: schema });
  const registry: GlueRegistry = {
    address,
    subjects: () =>
      ask(async () => {
        const names: string[] = [];
        for await (const { Schemas: schemas = [] } of paginateListSchemas(
          { client },
          { RegistryId: { RegistryName: name } },
        ))
          for (const { SchemaName: schema, SchemaStatus: status } of schemas)
            if (schema !== undefined && status === "AVAILABLE") names.push(schema);
        return names;
      }),
    subject: (schema) =>
      ask(async () => {
        const { Compatibility: compatibility } = await client.send(
          new GetSchemaCommand({ SchemaId: schemaId(schema) }),
        );
        const numbers: number[] = [];
        for await (const { Schemas: found = [] } of paginateListSchemaVersions(
          { client },
          { SchemaId: schemaId(schema) },
        ))
          for (const { VersionNumber: number, Status: status } of found)
            // One that was refused for its incompatibility has a number, too.
            if (number !== undefined && status === "AVAILABLE") numbers.push(number);
        const versions: RegisteredVersion[] = [];
        for (const number of numbers.toSorted((a, b) => a - b)) versions.push(await registry.version(schema, number));
        return { name: schema, dataset: schema, versions, compatibility };
      }),
    version: (schema, version) =>
      ask(async () => {
        const wanted = { SchemaId: schemaId(schema), SchemaVersionNumber: { VersionNumber: version } };
        const answer = await client.send(new GetSchemaVersionCommand(wanted));
        const {
          SchemaVersionId: id = "",
          SchemaDefinition: text = "",
          DataFormat: type,
          CreatedTime: created,
        } = answer;
        return { subject: schema, version, id, schemaType: type, schema: text, ts: timeOf(created) };
      }),
  };
  return registry;
}

async function told<T>(address: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ImportError || !(error instanceof Error)) throw error;
    throw new ImportError(`${address}: ${error.message}`);
  }
}

/** A text of its own; a time without a zone is UTC. */
function timeOf(created = ""): number | undefined {
  const time = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(created) ? created : `${created}Z`);
  return Number.isNaN(time) ? undefined : time;
}
