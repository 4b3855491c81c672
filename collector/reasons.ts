/**
 * Every reason for which an event can be refused: what it means, what the sender does next, and the
 * HTTP status the gateway answers. The set is bounded, so it can label metrics and dead letters.
 */
export const reasons = {
  not_utf8: { status: 400, meaning: "the body is not valid UTF-8", action: "send UTF-8 JSON" },
  not_json: {
    status: 400,
    meaning: "the body is not JSON",
    action: "send one JSON object, or an array of them to …/lineage/batch",
  },
  not_an_object: {
    status: 400,
    meaning: "the event is not a JSON object",
    action: "send one OpenLineage event as a JSON object",
  },
  too_deep: {
    status: 400,
    meaning: "objects and arrays are nested too deeply",
    action: "flatten the facet that nests, or leave it out",
  },
  forbidden_key: { status: 400, meaning: "a key named __proto__ is refused", action: "rename the key" },
  invalid_time: {
    status: 422,
    meaning: "eventTime is missing or cannot be read",
    action: "send eventTime as RFC 3339, for example 2026-01-31T07:00:00Z",
  },
  invalid_run: {
    status: 422,
    meaning: "run.runId is missing or not a string",
    action: "send run.runId as a non-empty string",
  },
  invalid_job: {
    status: 422,
    meaning: "job.namespace or job.name is missing or not a string",
    action: "send both as non-empty strings",
  },
  invalid_dataset: {
    status: 422,
    meaning: "dataset.namespace or dataset.name is missing or not a string",
    action: "send both as non-empty strings",
  },
  too_many_events: {
    status: 413,
    meaning: "the message holds more events than one message may",
    action: "send fewer events in each message",
  },
  too_large: {
    status: 413,
    meaning: "the event is larger than the limit, even without its heavy facets",
    action: "send less in its facets, or raise TIDEMARK_MAX_EVENT_BYTES",
  },
  refused_by_store: {
    status: 422,
    meaning: "the store refuses the event for its content, not because it is down",
    action: "read the detail: a constraint of the table, or a value no column can hold; then redrive",
  },
  unexpected: {
    status: 500,
    meaning: "the collector failed on this event, which is a bug",
    action: "report it with the event; redrive once it is fixed",
  },
} as const satisfies Record<string, { readonly status: number; readonly meaning: string; readonly action: string }>;

export type Reason = keyof typeof reasons;
