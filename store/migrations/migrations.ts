import { events } from "./0001-events.ts";
import { deadLetters } from "./0002-dead-letters.ts";
import { deliveries } from "./0003-deliveries.ts";
import { understoodFacets } from "./0004-understood-facets.ts";
import { retentionLog } from "./0005-retention-log.ts";
import { verdicts } from "./0006-verdicts.ts";
import { incidentLog } from "./0007-incident-log.ts";
import { notificationsGivenUp } from "./0008-notifications-given-up.ts";
import { inferredLineage } from "./0009-inferred-lineage.ts";
import { nameRules } from "./0010-name-rules.ts";
import type { Migration } from "./migration.ts";

/** Every step, in order. */
export const migrations: readonly Migration[] = [
  events,
  deadLetters,
  deliveries,
  understoodFacets,
  retentionLog,
  verdicts,
  incidentLog,
  notificationsGivenUp,
  inferredLineage,
  nameRules,
];
