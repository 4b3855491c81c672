import { readFileSync } from "node:fs";
import { parseSchemaRegistryLogin } from "#collector/config/schema-registry-config.ts";
import { importRegistry } from "#importers/schema-registry/import-registry.ts";
import { importSchemaFiles } from "#importers/schema-registry/import-schema-files.ts";
import { openConfluentRegistry } from "#importers/schema-registry/confluent-registry.ts";
import type { Registry } from "#importers/schema-registry/registry.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { withClient } from "../optional-client.ts";
import { importArtifacts } from "./import-artifacts.ts";
import type { ArtifactIo, ArtifactOptions } from "./import-artifacts.ts";

export interface RegistryOptions extends ArtifactOptions {
  readonly subject?: readonly string[];
  readonly datasetNamespace?: string;
}

/** `tidemark import schema-registry ADDRESS` */
export async function importSchemaRegistry(io: ArtifactIo, address: string, options: RegistryOptions): Promise<void> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^(?:https?|glue):$/.test(url.protocol))
    throw new Failure(
      "the registry is at http://host:port, https://host:port or glue://REGION/REGISTRY",
      exitCodes.usage,
    );
  await importArtifacts(io, options, async () => {
    const { registry, namespace } = await (url.protocol === "glue:" ? glueAt(url) : confluentAt(url, address, io));
    const datasetNamespace = options.datasetNamespace ?? namespace;
    return importRegistry(registry, { datasetNamespace, subjects: options.subject ?? [], now: new Date() });
  });
}

interface OpenRegistry {
  readonly registry: Registry;
  /** Of the datasets, where none is said. */
  readonly namespace: string;
}

async function glueAt({ hostname: region, pathname }: URL): Promise<OpenRegistry> {
  const name = decodeURIComponent(pathname.slice(1));
  if (name === "" || name.includes("/"))
    throw new Failure(
      "a registry of Glue is at glue://REGION/REGISTRY, such as glue://eu-central-1/default-registry",
      exitCodes.usage,
    );
  const { openGlueRegistry } = await withClient(
    "@aws-sdk/client-glue",
    () => import("#importers/schema-registry/glue-registry.ts"),
  );
  const registry = await openGlueRegistry({ registry: name, ...(region !== "" && { region }) });
  return { registry, namespace: registry.address };
}

async function confluentAt(url: URL, address: string, { env }: ArtifactIo): Promise<OpenRegistry> {
  if (url.username !== "" || url.password !== "")
    throw new Failure(
      "a password in the address can be seen by others: set TIDEMARK_SCHEMA_REGISTRY_USER and TIDEMARK_SCHEMA_REGISTRY_PASSWORD",
      exitCodes.usage,
    );
  const parsed = parseSchemaRegistryLogin(env, (path) => readFileSync(path, "utf8"));
  if (parsed.kind === "invalid") throw new Failure(parsed.problems.join("\n"), exitCodes.usage);
  const registry = openConfluentRegistry({ url: address, ...(parsed.login && { login: parsed.login }) });
  return { registry, namespace: url.origin };
}

export interface SchemaFilesOptions extends ArtifactOptions {
  readonly dataset?: string;
  readonly datasetNamespace?: string;
  readonly message?: string;
}

/** `tidemark import schema FILE…` */
export async function importSchemas(
  io: ArtifactIo,
  paths: readonly string[],
  { datasetNamespace = "file", ...options }: SchemaFilesOptions,
): Promise<void> {
  await importArtifacts(io, options, () => importSchemaFiles(paths, { ...options, datasetNamespace }));
}
