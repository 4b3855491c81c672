import type { JobEvent } from "#agent/contract/event.ts";
import { buildJob, isBuilt } from "./node-events.ts";
import type { DbtImport } from "./root-run.ts";

/** What each model is to read and write, where no run of it is known. */
export function declaredJobs(context: DbtImport): readonly JobEvent[] {
  const { manifest } = context.artifacts;
  const { maker, project } = context;
  return Object.values(manifest.nodes)
    .filter(isBuilt)
    .map((node) =>
      maker.job(
        manifest.metadata.generated_at,
        buildJob(context, node, undefined, node.compiled_code),
        project.parents(node.unique_id).map((parent) => project.named(parent)),
        [project.described(node)],
      ),
    );
}
