import { homedir } from "node:os";
import { readArtifacts } from "#importers/dbt/artifacts.ts";
import { datasetNamespace } from "#importers/dbt/dataset-namespace.ts";
import { importDbt } from "#importers/dbt/import-dbt.ts";
import { findProfile } from "#importers/dbt/profile.ts";
import type { Imported } from "#importers/imported.ts";
import { ImportError } from "#importers/imported.ts";
import { importArtifacts } from "./import-artifacts.ts";
import type { ArtifactIo, ArtifactOptions } from "./import-artifacts.ts";

export interface DbtOptions extends ArtifactOptions {
  readonly namespace?: string;
  readonly datasetNamespace?: string;
  readonly profilesDir?: string;
  readonly target?: string;
}

/** `tidemark import dbt target/` */
export async function importDbtCommand(io: ArtifactIo, target: string, options: DbtOptions): Promise<void> {
  await importArtifacts(io, options, () => readDbt(io.env, target, options));
}

async function readDbt(env: ArtifactIo["env"], target: string, options: DbtOptions): Promise<Imported> {
  const artifacts = await readArtifacts(target);
  const adapter = artifacts.manifest.metadata.adapter_type ?? "";
  const datasets =
    options.datasetNamespace ??
    datasetNamespace(
      adapter,
      await findProfile({
        target,
        profilesDirectory: options.profilesDir,
        output: options.target,
        env,
        home: homedir(),
      }),
    );
  if (datasets === undefined)
    throw new ImportError(
      `where the tables are is not in dbt's artifacts, and no profiles.yml of this project was found that says it (${adapter}):\n` +
        "say it by --profiles-dir, or by --dataset-namespace, such as postgres://db.example.com:5432",
    );
  return importDbt(artifacts, { jobs: options.namespace ?? (env["OPENLINEAGE_NAMESPACE"] || "dbt"), datasets });
}
