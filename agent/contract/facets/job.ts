import type { DeletableFacet, Owner, Tag, TruncatedFacet } from "./base.ts";
import type { GcpComposerJobFacet, GcpLineageJobFacet } from "./gcp.ts";
import type { LineageJobFacet } from "./lineage.ts";

/** Facets of a job, by key. Those of other producers pass through unread. */
export interface JobFacets {
  readonly documentation?: DocumentationJobFacet;
  readonly gcp_composer_job?: GcpComposerJobFacet;
  readonly gcp_lineage?: GcpLineageJobFacet;
  readonly jobType?: JobTypeJobFacet;
  readonly lineage?: LineageJobFacet;
  readonly ownership?: OwnershipJobFacet;
  readonly sourceCode?: SourceCodeJobFacet;
  readonly sourceCodeLocation?: SourceCodeLocationJobFacet;
  readonly sql?: SQLJobFacet;
  readonly tags?: TagsJobFacet;
  readonly tidemark_truncated?: TruncatedFacet;
  readonly [key: string]: unknown;
}

/** https://openlineage.io/spec/facets/1-1-0/DocumentationJobFacet.json */
export interface DocumentationJobFacet extends DeletableFacet {
  readonly description: string;
  /** MIME type of the description: `text/markdown`. */
  readonly contentType?: string;
}

/** https://openlineage.io/spec/facets/2-0-4/JobTypeJobFacet.json */
export interface JobTypeJobFacet extends DeletableFacet {
  /** `BATCH`; `STREAMING` and `SERVICE` run on without a COMPLETE. */
  readonly processingType: string;
  /** `SPARK`, `DBT`, `AIRFLOW` … */
  readonly integration: string;
  /** `QUERY`, `COMMAND`, `DAG`, `TASK`, `JOB`, `MODEL` … */
  readonly jobType?: string;
  readonly emissionPattern?: EmissionPattern;
}

export interface EmissionPattern {
  /** `EVENT_BASED` or `PERIODIC`. */
  readonly eventTrigger: string;
  /** `ACCUMULATIVE`: events add to each other. `COMPLETE_SNAPSHOT`: each says everything of its window. */
  readonly eventContentMode: string;
  /** Seconds, at least 1; for periodic events. */
  readonly windowDuration?: number;
}

/** https://openlineage.io/spec/facets/1-0-1/OwnershipJobFacet.json */
export interface OwnershipJobFacet extends DeletableFacet {
  readonly owners?: readonly Owner[];
}

/** https://openlineage.io/spec/facets/1-0-1/SourceCodeJobFacet.json */
export interface SourceCodeJobFacet extends DeletableFacet {
  readonly language: string;
  readonly sourceCode: string;
}

/** https://openlineage.io/spec/facets/1-1-0/SourceCodeLocationJobFacet.json */
export interface SourceCodeLocationJobFacet extends DeletableFacet {
  /** `git`, `svn` … */
  readonly type: string;
  /** The full URL of the file. */
  readonly url: string;
  readonly repoUrl?: string;
  /** Within the repository. */
  readonly path?: string;
  /** What is deployed: a commit or a revision, no branch. */
  readonly version?: string;
  readonly tag?: string;
  readonly branch?: string;
  readonly pullRequestNumber?: string;
}

/** https://openlineage.io/spec/facets/1-1-0/SQLJobFacet.json */
export interface SQLJobFacet extends DeletableFacet {
  readonly query: string;
  /** `snowflake` … */
  readonly dialect?: string;
}

/** https://openlineage.io/spec/facets/1-0-0/TagsJobFacet.json */
export interface TagsJobFacet extends DeletableFacet {
  readonly tags?: readonly Tag[];
}
