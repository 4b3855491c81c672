import { failing, key, notificationsView } from "./0007-incident-log.ts";
import type { Migration } from "./migration.ts";

/** `argMax` passes NULL by, so a delivery that was given up after it had been tried again looked as if it went on. */
export const notificationsGivenUp: Migration = {
  id: 8,
  name: "notifications-given-up",
  up: [notificationsView(`argMaxIf(tuple(until), ${key}, ${failing}).1`)],
  down: [notificationsView(`argMaxIf(until, ${key}, ${failing})`)],
};
