import type { Directory } from "./directory.ts";
import type { IncidentSettings } from "./incident-settings.ts";
import type { Lineage } from "./lineage.ts";

/** What a step looks things up in. */
export interface StepContext {
  readonly lineage: Lineage;
  readonly directory: Directory;
  readonly settings: IncidentSettings;
  readonly now: number;
}
