import type { BaseFacet } from "./base.ts";

/**
 * The part of the dataset that was read.
 * https://openlineage.io/spec/facets/1-0-0/BaseSubsetDatasetFacet.json#/$defs/InputSubsetInputDatasetFacet
 */
export interface InputSubsetInputDatasetFacet extends BaseFacet {
  readonly inputCondition: SubsetCondition;
}

/**
 * The part of the dataset that was written: its row count is not that of the dataset.
 * https://openlineage.io/spec/facets/1-0-0/BaseSubsetDatasetFacet.json#/$defs/OutputSubsetOutputDatasetFacet
 */
export interface OutputSubsetOutputDatasetFacet extends BaseFacet {
  readonly outputCondition: SubsetCondition;
}

export type SubsetCondition =
  | LocationSubsetCondition
  | PartitionSubsetCondition
  | BinarySubsetCondition
  | CompareSubsetCondition;

export interface LocationSubsetCondition {
  readonly type: "location";
  readonly locations: readonly string[];
}

export interface PartitionSubsetCondition {
  readonly type: "partition";
  readonly partitions: readonly Partition[];
}

export interface Partition {
  readonly identifier?: string;
  /** `{ day: "2026-01-31" }` */
  readonly dimensions: Readonly<Record<string, unknown>>;
}

export interface BinarySubsetCondition {
  readonly type: "binary";
  readonly left: SubsetCondition;
  readonly right: SubsetCondition;
  /** `AND`, `OR`. */
  readonly operator: string;
}

export interface CompareSubsetCondition {
  readonly type: "compare";
  readonly left: CompareExpression;
  readonly right: CompareExpression;
  /** `EQUAL`, `GREATER_THAN`, `GREATER_EQUAL_THAN`, `LESS_THAN`, `LESS_EQUAL_THAN`. */
  readonly comparison: string;
}

export type CompareExpression =
  | { readonly type: "field"; readonly field: string }
  | { readonly type: "literal"; readonly value: string };
