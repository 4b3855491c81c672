import type { BaseFacet, DeletableFacet } from "./base.ts";

/** https://openlineage.io/spec/facets/1-0-0/GcpComposerRunFacet.json */
export interface GcpComposerRunFacet extends BaseFacet {
  readonly dagRunId: string;
}

/** https://openlineage.io/spec/facets/1-0-0/GcpComposerJobFacet.json */
export interface GcpComposerJobFacet extends DeletableFacet {
  readonly environmentName: string;
  readonly dagId: string;
  /** Of tasks only: `PythonOperator`. */
  readonly operator?: string;
  /** Of tasks only. */
  readonly taskId?: string;
  readonly airflowVersion: string;
  readonly composerVersion: string;
}

/** https://openlineage.io/spec/facets/1-0-0/GcpLineageJobFacet.json */
export interface GcpLineageJobFacet extends DeletableFacet {
  readonly displayName?: string;
  readonly origin?: {
    readonly sourceType?: string;
    /** A GCP resource name, unless the source is `CUSTOM`. */
    readonly name?: string;
  };
}

/** https://openlineage.io/spec/facets/1-0-0/GcpDataprocRunFacet.json */
export interface GcpDataprocRunFacet extends BaseFacet {
  readonly appId: string;
  readonly appName: string;
  readonly projectId: string;
  /** Of serverless batches. */
  readonly batchId?: string;
  readonly batchUuid?: string;
  /** Of clusters. */
  readonly clusterName?: string;
  readonly clusterUuid?: string;
  readonly jobId?: string;
  readonly jobUuid?: string;
  /** Of interactive sessions. */
  readonly sessionId?: string;
  readonly sessionUuid?: string;
  readonly queryNodeName?: string;
  /** Whether it is a job on a cluster, a batch or a session. */
  readonly jobType?: string;
}
