import { expect, test } from "vitest";
import type { ViewName } from "#store/derived/relation.ts";
import { logOf } from "#test/support/event-log/trial.ts";
import { text } from "#test/support/naive/json.ts";
import { told } from "#test/support/naive/told.ts";
import { naiveViews } from "#test/support/naive/views.ts";
import type { Row } from "#test/support/naive/row.ts";

/** The random logs are worth something: each thing that could be derived wrongly happens in many of them. */

const logs = Array.from({ length: 200 }, (_, index) => logOf(index + 1));
const views = logs.map((log) => naiveViews(log));

function rows(view: ViewName): readonly Row[] {
  return views.flatMap((one) => one.get(view) ?? []);
}

test.each([
  ...["RUNNING", "COMPLETE", "ABORT", "FAIL", ""].map((state) =>
    has("runs", `in state '${state}'`, (row) => row["state"] === state),
  ),
  has("runs", "only named", ({ stub }) => stub === true),
  has("runs", "ended without a START", (row) => row["ended_at"] !== null && row["started_at"] === null),
  has(
    "runs",
    "ended before they started",
    (row) => row["ended_at"] !== null && text(row["ended_at"]) < text(row["started_at"]),
  ),
  has("runs", "with a duration", (row) => row["duration_ms"] !== null),
  has("runs", "with tags", ({ tags }) => Object.keys(Object(tags)).length > 0),
  has("runs", "with an attempt", ({ attempt }) => attempt !== null),
  has("runs", "with a root", (row) => row["root_run_id"] !== ""),
  has("jobs", "that stream", (row) => row["processing_type"] === "STREAMING"),
  has("jobs", "below another", (row) => row["parent_name"] !== ""),
  has("job_dependencies", "", () => true),
  has("datasets", "shown under another name", (row) => row["canonical_name"] !== row["name"]),
  has("datasets", "renamed", (row) => row["renamed_name"] !== ""),
  has("datasets", "dropped", ({ deleted }) => deleted === true),
  has("datasets", "dropped, and written since", (row) => row["deleted"] === false && row["lifecycle"] === "DROP"),
  has("datasets", "written", (row) => row["last_written_at"] !== null),
  has("datasets", "with tags of fields", (row) => Object(row["field_tags"]).length > 0),
  has("facets", "deleted", ({ deleted }) => deleted === true),
  has("facets", "unknown", ({ facet }) => text(facet).startsWith("my-company.")),
  has("run_datasets", "of a part", ({ partition }) => partition !== ""),
  has("run_datasets", "with rows", (row) => row["rows"] !== null),
  has("schemas", "of a second version", ({ version }) => version === 2),
  has("schemas", "seen again", (row) => row["first_seen"] !== row["last_seen"]),
  has("lineage", "from a dataset to itself", (row) => row["source_name"] === row["target_name"]),
  has("lineage", "that no job made", (row) => row["job_name"] === ""),
  has("column_lineage", "masked", ({ masking }) => masking === true),
  has("column_lineage", "of a whole dataset", (row) => row["target_field"] === ""),
  has("quality", "failed", ({ success }) => success === false),
  has("quality", "alike in one event", ({ ordinal }) => ordinal === 2),
  has("quality", "without a dataset", (row) => row["dataset_name"] === ""),
  has("quality", "without a run", (row) => row["run_id"] === ""),
  has("metrics", "of Iceberg", ({ metric }) => text(metric).startsWith("iceberg.")),
  has("costs", "", () => true),
])("rows of $view $what", ({ view, is }) => {
  expect(rows(view).filter(is).length).toBeGreaterThanOrEqual(5);
});

test("one run id in two jobs", () => {
  const collisions = views.filter((one) => {
    const ids = (one.get("runs") ?? []).map((row) => row["run_id"]);
    return new Set(ids).size < ids.length;
  });
  expect(collisions.length).toBeGreaterThanOrEqual(20);
});

test("a run, and what it says, more than once at the same time", () => {
  const ties = logs.filter((log) => {
    const times = told(log).map(({ job, runId, at }) => JSON.stringify([job, runId, at]));
    return new Set(times).size < times.length;
  });
  expect(ties.length).toBeGreaterThanOrEqual(20);
});

test("events of every kind", () => {
  const kinds = new Set(logs.flatMap((log) => told(log).map(({ kind }) => kind)));
  expect([...kinds].toSorted()).toEqual(["dataset", "job", "run"]);
});

function has(view: ViewName, what: string, is: (row: Row) => boolean) {
  return { view, what, is };
}
