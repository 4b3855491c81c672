import type { BaseFacet } from "./base.ts";

/**
 * The run that started this one, and the first of the chain. The facets are copies, for convenience.
 * https://openlineage.io/spec/facets/1-2-0/ParentRunFacet.json
 */
export interface ParentRunFacet extends BaseFacet {
  readonly run: RunReference;
  readonly job: JobReference;
  readonly root?: { readonly run: RunReference; readonly job: JobReference };
}

export interface RunReference {
  readonly runId: string;
  readonly facets?: Readonly<Record<string, unknown>>;
}

export interface JobReference {
  readonly namespace: string;
  readonly name: string;
  readonly facets?: Readonly<Record<string, unknown>>;
}
