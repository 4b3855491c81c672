import type { BaseFacet } from "./base.ts";

/** Ours: what the run cost, as far as the producer knows. OpenLineage has no such facet. */
export interface CostRunFacet extends BaseFacet {
  readonly costs: readonly Cost[];
}

export interface Cost {
  readonly amount: number;
  /** ISO 4217: `EUR`. */
  readonly currency: string;
  /** What was billed: `warehouse`, `storage`, `slot_hours` … */
  readonly item: string;
  /** How much of it, in `unit`. */
  readonly quantity?: number;
  /** `credit`, `GB`, `hour` … */
  readonly unit?: string;
}
