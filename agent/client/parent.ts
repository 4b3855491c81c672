import type { RunRef } from "../config/parent-id.ts";

/** The run around another one, and the first of the chain. */
export interface Ancestry {
  readonly parent: RunRef;
  readonly root: RunRef;
}

/** The body of the facet `parent`. */
export function parentFacet({ parent, root }: Ancestry): object {
  return { ...reference(parent), root: reference(root) };
}

function reference({ namespace, name, runId }: RunRef): object {
  return { run: { runId }, job: { namespace, name } };
}
