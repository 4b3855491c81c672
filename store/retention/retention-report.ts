import type { PlannedDrop } from "./retention-plan.ts";

/** What became of something that was to go. */
export type DropOutcome =
  | { readonly kind: "dropped"; readonly planned: PlannedDrop; readonly rows: number; readonly archive: string }
  /** Another collector drops it. */
  | { readonly kind: "busy"; readonly planned: PlannedDrop }
  /** Events kept coming into it, so that no archive held all of them. The next run tries again. */
  | { readonly kind: "changing"; readonly planned: PlannedDrop }
  | { readonly kind: "failed"; readonly planned: PlannedDrop; readonly error: string };
