/** A run of a job, as parent facets and the environment name it. */
export interface RunRef {
  readonly namespace: string;
  readonly name: string;
  readonly runId: string;
}

/** Reads `namespace/name/runId`. The namespace may hold slashes, the others not. */
export function parseParentId(text: string | undefined): RunRef | undefined {
  const parts = (text ?? "").trim().split("/");
  const runId = parts.pop() ?? "";
  const name = parts.pop() ?? "";
  const namespace = parts.join("/");
  return runId === "" || name === "" || namespace === "" ? undefined : { namespace, name, runId };
}

export function formatParentId(run: RunRef): string {
  return `${run.namespace}/${run.name}/${run.runId}`;
}
