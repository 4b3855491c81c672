import { readFileSync } from "node:fs";
import { parseSchemaRegistryLogin } from "#collector/config/schema-registry-config.ts";
import { importRegistry } from "#importers/schema-registry/import-registry.ts";
import { importSchemaFiles } from "#importers/schema-registry/import-schema-files.ts";
import { openRegistry } from "#importers/schema-registry/registry.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { importArtifacts } from "./import-artifacts.ts";
import type { ArtifactIo, ArtifactOptions } from "./import-artifacts.ts";

export interface RegistryOptions extends ArtifactOptions {
  readonly subject?: readonly string[];
  readonly datasetNamespace?: string;
}

/** `tidemark import schema-registry URL` */
export async function importSchemaRegistry(io: ArtifactIo, url: string, options: RegistryOptions): Promise<void> {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol))
    throw new Failure("the registry is at http://host:port or https://host:port", exitCodes.usage);
  if (address.username !== "" || address.password !== "")
    throw new Failure(
      "a password in the address can be seen by others: set TIDEMARK_SCHEMA_REGISTRY_USER and TIDEMARK_SCHEMA_REGISTRY_PASSWORD",
      exitCodes.usage,
    );
  const parsed = parseSchemaRegistryLogin(io.env, (path) => readFileSync(path, "utf8"));
  if (parsed.kind === "invalid") throw new Failure(parsed.problems.join("\n"), exitCodes.usage);
  const registry = openRegistry({ url, ...(parsed.login && { login: parsed.login }) });
  const datasetNamespace = options.datasetNamespace ?? address.origin;
  const subjects = options.subject ?? [];
  await importArtifacts(io, options, () => importRegistry(registry, { datasetNamespace, subjects, now: new Date() }));
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
