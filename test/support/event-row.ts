import type { EventRow } from "#store/tables/events.ts";

/** A row of `tidemark.events`: an event that says next to nothing, but for what is given. */
export function eventRow(given: Partial<EventRow> = {}): EventRow {
  return {
    event_id: "0".repeat(32),
    kind: "run",
    event_type: "START",
    event_time: 1_767_225_600_000_000,
    event_time_raw: "2026-01-01T00:00:00Z",
    received_at: 1_767_225_601_000_000,
    source: "nats",
    producer: "https://example.com/producer",
    schema_url: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
    job_namespace: "warehouse",
    job_name: "orders",
    run_id: "018f2c7c-0000-7000-8000-000000000000",
    parent_job_namespace: "",
    parent_job_name: "",
    parent_run_id: "",
    root_job_namespace: "",
    root_job_name: "",
    root_run_id: "",
    nominal_start: null,
    nominal_end: null,
    processing_type: "",
    integration: "",
    job_type: "",
    engine: "",
    engine_version: "",
    error_message: "",
    attempt: null,
    query_id: "",
    query_source: "",
    datasets: [],
    aliases: [],
    fields: [],
    column_edges: [],
    assertions: [],
    metrics: [],
    costs: [],
    dependencies: [],
    facets: [],
    violations: [],
    truncated: [],
    payload: Buffer.from("{}"),
    ...given,
  };
}

/** An input of which next to nothing is said, but for what is given. */
export function datasetOf(given: Partial<EventRow["datasets"][number]> = {}): EventRow["datasets"][number] {
  return {
    role: "input",
    namespace: "s3://lake",
    name: "orders",
    rows: null,
    bytes: null,
    files: null,
    version: "",
    lifecycle: "",
    partition: "",
    previous_namespace: "",
    previous_name: "",
    ...given,
  };
}
