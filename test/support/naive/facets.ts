import { canonical, isObject, list, object, scalar, text } from "./json.ts";
import type { Json } from "./json.ts";
import type { Instant } from "./instant.ts";
import { described } from "./mention.ts";
import { compareAll, groups, latest } from "./order.ts";
import type { Row } from "./row.ts";
import type { Told } from "./told.ts";

/** A facet of a job or dataset, as one event says it. */
export interface Statement {
  readonly entity: "job" | "dataset";
  readonly namespace: string;
  readonly name: string;
  readonly facet: string;
  /** Canonical JSON; empty when deleted. */
  readonly value: string;
  readonly at: Instant;
}

/** Those that are read views of their own, or columns. */
const ofJobs = ["jobType", "lineage", "tidemark_truncated"];
const ofDatasets = [
  "columnLineage",
  "dataQualityAssertions",
  "dataQualityMetrics",
  "lifecycleStateChange",
  "lineage",
  "schema",
  "symlinks",
  "tidemark_truncated",
  "version",
];

function statements(events: readonly Told[]): readonly Statement[] {
  return events.flatMap((told) => [
    ...(told.job.name === "" ? [] : of("job", told.job, told.jobFacets, told.at)),
    ...described(told).flatMap((dataset) => of("dataset", dataset, dataset.facets, told.at)),
  ]);
}

function of(
  entity: Statement["entity"],
  { namespace, name }: { readonly namespace: string; readonly name: string },
  said: Json,
  at: Instant,
): readonly Statement[] {
  return Object.entries(said).flatMap(([facet, content]) => {
    if (!isObject(content)) return [];
    return [{ entity, namespace, name, facet, value: content["_deleted"] === true ? "" : valueOf(content), at }];
  });
}

function valueOf({ _producer, _schemaURL, ...said }: Json): string {
  return canonical(said);
}

/** What was said of a facet last. A tombstone gives way to what was said at the same time. */
export function facets(events: readonly Told[]): readonly Row[] {
  const untyped = statements(events).filter(
    ({ entity, facet }) => !(entity === "job" ? ofJobs : ofDatasets).includes(facet),
  );
  return groups(untyped, ({ entity, namespace, name, facet }) => [entity, namespace, name, facet]).map((all) => {
    const { entity, namespace, name, facet } = all[0];
    const current = latest(all.map(({ at, value }) => ({ at, value: [value] as const })));
    const value = current?.value[0] ?? "";
    return { entity, namespace, name, facet, value, deleted: value === "", event_time: current?.at ?? null };
  });
}

/** The current facets of each job or dataset: by `namespace` and `name`, as JSON. */
export class CurrentFacets {
  readonly #statements: ReadonlyMap<string, readonly Statement[]>;

  constructor(events: readonly Told[]) {
    const byKey = groups(statements(events), ({ entity, namespace, name, facet }) => [entity, namespace, name, facet]);
    this.#statements = new Map(
      byKey.map((all) => [JSON.stringify([all[0].entity, all[0].namespace, all[0].name, all[0].facet]), all]),
    );
  }

  /** Empty when it has none, or it was deleted. */
  get(entity: Statement["entity"], namespace: string, name: string, facet: string): Json {
    const current = latest(this.#of(entity, namespace, name, facet).map(({ at, value }) => ({ at, value: [value] })));
    const value = current?.value[0] ?? "";
    return value === "" ? {} : object(JSON.parse(value));
  }

  /** When it was last deleted. */
  deletedAt(entity: Statement["entity"], namespace: string, name: string, facet: string): Instant {
    const deleted = this.#of(entity, namespace, name, facet).filter(({ value }) => value === "");
    return latest(deleted.map(({ at }) => ({ at, value: [] })))?.at ?? "";
  }

  #of(entity: string, namespace: string, name: string, facet: string): readonly Statement[] {
    return this.#statements.get(JSON.stringify([entity, namespace, name, facet])) ?? [];
  }
}

/** One without a name is none. */
export function owners(ownership: Json): readonly Row[] {
  return list(ownership["owners"])
    .map(object)
    .map(({ name, type }) => ({ name: text(name), type: text(type) }))
    .filter(({ name }) => name !== "");
}

/** Those of the whole, not of its fields. */
export function tags(facet: Json): Row {
  const whole = tagList(facet).filter(({ field }) => field === "");
  const keys = [...new Set(whole.map(({ key }) => key))].toSorted();
  return Object.fromEntries(
    keys.map((key) => [
      key,
      latest(whole.filter((tag) => tag.key === key).map(({ value }) => ({ at: "", value: [value] })))?.value[0],
    ]),
  );
}

export function fieldTags(facet: Json): readonly Row[] {
  const ofFields = tagList(facet).filter(({ field }) => field !== "");
  return groups(ofFields, ({ field, key, value }) => [field, key, value])
    .map(([{ field, key, value }]) => ({ field, key, value }))
    .toSorted((a, b) => compareAll([a.field, a.key, a.value], [b.field, b.key, b.value]));
}

/** Of a run, the last value that it has said of each tag. */
export function runTags(own: readonly Told[]): Row {
  const said = own.flatMap(({ at, runFacets }) => {
    const facet = runFacets["tags"];
    return isObject(facet) && facet["_deleted"] !== true
      ? Object.entries(tags(facet)).map(([key, value]) => ({ at, key, value: [text(value)] }))
      : [];
  });
  const keys = [...new Set(said.map(({ key }) => key))].toSorted();
  return Object.fromEntries(keys.map((key) => [key, latest(said.filter((tag) => tag.key === key))?.value[0]]));
}

function tagList(facet: Json): readonly { readonly field: string; readonly key: string; readonly value: string }[] {
  return list(facet["tags"])
    .map(object)
    .map(({ field, key, value }) => ({ field: text(field), key: text(key), value: scalar(value) }))
    .filter(({ key }) => key !== "");
}
