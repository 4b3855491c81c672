import type { EventKind } from "./event.ts";

/** What `schemaURL` of an event says, by its kind. */
export const eventSchemaUrls = {
  run: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
  dataset: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/DatasetEvent",
  job: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent",
} as const satisfies Record<EventKind, string>;
