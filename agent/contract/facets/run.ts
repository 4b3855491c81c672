import type { BaseFacet, Tag, TruncatedFacet } from "./base.ts";
import type { CostRunFacet } from "./cost.ts";
import type { GcpComposerRunFacet, GcpDataprocRunFacet } from "./gcp.ts";
import type { ParentRunFacet } from "./parent.ts";
import type { TestRunFacet } from "./test-results.ts";

/** Facets of a run, by key. Those of other producers pass through unread. */
export interface RunFacets {
  readonly environmentVariables?: EnvironmentVariablesRunFacet;
  readonly errorMessage?: ErrorMessageRunFacet;
  readonly executionParameters?: ExecutionParametersRunFacet;
  readonly externalQuery?: ExternalQueryRunFacet;
  readonly extractionError?: ExtractionErrorRunFacet;
  readonly gcp_composer_run?: GcpComposerRunFacet;
  readonly gcp_dataproc?: GcpDataprocRunFacet;
  readonly jobDependencies?: JobDependenciesRunFacet;
  readonly nominalTime?: NominalTimeRunFacet;
  readonly parent?: ParentRunFacet;
  readonly processing_engine?: ProcessingEngineRunFacet;
  readonly tags?: TagsRunFacet;
  readonly test?: TestRunFacet;
  readonly tidemark_cost?: CostRunFacet;
  readonly tidemark_truncated?: TruncatedFacet;
  readonly [key: string]: unknown;
}

/** https://openlineage.io/spec/facets/1-0-0/EnvironmentVariablesRunFacet.json */
export interface EnvironmentVariablesRunFacet extends BaseFacet {
  readonly environmentVariables: readonly EnvironmentVariable[];
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
}

/** What broke the run. https://openlineage.io/spec/facets/1-0-1/ErrorMessageRunFacet.json */
export interface ErrorMessageRunFacet extends BaseFacet {
  readonly message: string;
  /** `JAVA`, `PYTHON`, `JAVASCRIPT` … */
  readonly programmingLanguage: string;
  readonly stackTrace?: string;
}

/** https://openlineage.io/spec/facets/1-0-0/ExecutionParametersRunFacet.json */
export interface ExecutionParametersRunFacet extends BaseFacet {
  readonly parameters?: readonly ExecutionParameter[];
}

export interface ExecutionParameter {
  /** Unique within the run: `task.timeout`. */
  readonly key: string;
  /** For a person: `Task timeout`. */
  readonly name?: string;
  readonly description?: string;
  readonly value?: string;
}

/** The query in the engine that ran it. https://openlineage.io/spec/facets/1-0-2/ExternalQueryRunFacet.json */
export interface ExternalQueryRunFacet extends BaseFacet {
  readonly externalQueryId: string;
  /** `bigquery`, `snowflake` … */
  readonly source: string;
}

/**
 * Lineage could not be extracted; the run itself need not have failed.
 * https://openlineage.io/spec/facets/1-1-2/ExtractionErrorRunFacet.json
 */
export interface ExtractionErrorRunFacet extends BaseFacet {
  readonly totalTasks: number;
  readonly failedTasks: number;
  readonly errors: readonly ExtractionError[];
}

export interface ExtractionError {
  readonly errorMessage: string;
  readonly stackTrace?: string;
  /** What failed, for example a statement that could not be parsed. */
  readonly task?: string;
  /** Counted from 0. */
  readonly taskNumber?: number;
}

/** Control flow between runs. https://openlineage.io/spec/facets/1-0-1/JobDependenciesRunFacet.json */
export interface JobDependenciesRunFacet extends BaseFacet {
  readonly upstream?: readonly JobDependency[];
  readonly downstream?: readonly JobDependency[];
  /** `ALL_SUCCESS`, `ALL_DONE`, `ONE_SUCCESS`, `NONE_FAILED` … */
  readonly trigger_rule?: string;
}

export interface JobDependency {
  readonly job: { readonly namespace: string; readonly name: string };
  readonly run?: { readonly runId: string };
  /** `DIRECT_INVOCATION`, `IMPLICIT_DEPENDENCY` … */
  readonly dependency_type?: string;
  /** `FINISH_TO_START`, `FINISH_TO_FINISH`, `START_TO_START` … */
  readonly sequence_trigger_rule?: string;
  /** `EXECUTE_EVERY_TIME`, `EXECUTE_ON_SUCCESS`, `EXECUTE_ON_FAILURE` … */
  readonly status_trigger_rule?: string;
}

/** The time a run is scheduled for. https://openlineage.io/spec/facets/1-0-1/NominalTimeRunFacet.json */
export interface NominalTimeRunFacet extends BaseFacet {
  /** RFC 3339, included. */
  readonly nominalStartTime: string;
  /** RFC 3339, excluded: the nominal start of the next run. */
  readonly nominalEndTime?: string;
}

/** https://openlineage.io/spec/facets/1-1-1/ProcessingEngineRunFacet.json */
export interface ProcessingEngineRunFacet extends BaseFacet {
  readonly version: string;
  /** `Spark`, `Airflow` … */
  readonly name?: string;
  readonly openlineageAdapterVersion?: string;
}

/** https://openlineage.io/spec/facets/1-0-0/TagsRunFacet.json */
export interface TagsRunFacet extends BaseFacet {
  readonly tags?: readonly Tag[];
}
