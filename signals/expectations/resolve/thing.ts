/** A dataset or a job, with what events say of it that expectations may depend on. */
export interface Thing {
  readonly kind: "dataset" | "job";
  readonly namespace: string;
  readonly name: string;
  /** Its other names, as symlinks give them. */
  readonly aliases?: readonly { readonly namespace: string; readonly name: string }[];
  readonly tags?: Readonly<Record<string, string>>;
  /** `TABLE`, `VIEW`; for a job `DAG`, `TASK`, `QUERY`. */
  readonly type?: string;
  /** By the standard's facet `ownership`. */
  readonly owners?: readonly string[];
  /** The facet `tidemark_expectations`: its value, parsed JSON. */
  readonly facet?: unknown;
}

export type ThingKind = Thing["kind"];

/** As a person reads and types it. */
export function thingText({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}
