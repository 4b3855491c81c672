import type { DeletableFacet } from "./base.ts";

/**
 * What feeds a dataset, said outright. No inputs and no fields say nothing; an empty list of inputs
 * says there are none. https://openlineage.io/spec/facets/1-0-0/LineageFacet.json#/$defs/LineageDatasetFacet
 */
export interface LineageDatasetFacet extends DeletableFacet {
  /** An input with a `field` affects the whole dataset: a filter, a join. */
  readonly inputs?: readonly LineageInput[];
  /** By the target field's name. */
  readonly fields?: Readonly<Record<string, LineageFieldEntry>>;
}

/** https://openlineage.io/spec/facets/1-0-0/LineageFacet.json#/$defs/LineageJobFacet */
export interface LineageJobFacet extends DeletableFacet {
  readonly entries: readonly LineageEntry[];
}

/** A target, and what feeds it. */
export type LineageEntry = LineageDatasetEntry | LineageJobEntry;

export interface LineageDatasetEntry {
  readonly type: "DATASET";
  readonly namespace: string;
  readonly name: string;
  readonly inputs?: readonly LineageInput[];
  readonly fields?: Readonly<Record<string, LineageFieldEntry>>;
}

/** Without namespace and name (both or neither): the event's own job. */
export interface LineageJobEntry {
  readonly type: "JOB";
  readonly namespace?: string;
  readonly name?: string;
  readonly runId?: string;
  readonly inputs?: readonly LineageInput[];
}

export interface LineageFieldEntry {
  readonly inputs: readonly LineageInput[];
}

export type LineageInput = LineageDatasetInput | LineageJobInput;

export interface LineageDatasetInput {
  readonly type: "DATASET";
  readonly namespace: string;
  readonly name: string;
  readonly field?: string;
  readonly transformations?: readonly Transformation[];
}

/** Without namespace and name (both or neither): the event's own job. */
export interface LineageJobInput {
  readonly type: "JOB";
  readonly namespace?: string;
  readonly name?: string;
  readonly runId?: string;
  readonly transformations?: readonly Transformation[];
}

export interface Transformation {
  /** `DIRECT`, `INDIRECT`. */
  readonly type: string;
  /** `IDENTITY`, `AGGREGATION`, `FILTER`, `JOIN`, `GROUP_BY`, `WINDOW`, `SORT`, `CONDITIONAL` … */
  readonly subtype?: string;
  readonly description?: string;
  /** Whether the source cannot be read back from the result. */
  readonly masking?: boolean;
}

/** https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json */
export interface ColumnLineageDatasetFacet extends DeletableFacet {
  /** By the written column's name. */
  readonly fields: Readonly<Record<string, ColumnLineageField>>;
  /** What the whole dataset depends on: filters, joins, sorting, grouping. */
  readonly dataset?: readonly InputField[];
}

export interface ColumnLineageField {
  readonly inputFields: readonly InputField[];
  /** @deprecated Say it in `transformations` of the input field. */
  readonly transformationDescription?: string;
  /** @deprecated `IDENTITY` or `MASKED`; say it in `transformations` of the input field. */
  readonly transformationType?: string;
}

export interface InputField {
  readonly namespace: string;
  readonly name: string;
  readonly field: string;
  readonly transformations?: readonly Transformation[];
}
