import { canonical, facetOf, list, number, object, scalar, text } from "./json.ts";
import type { Json } from "./json.ts";
import { instant, microsOf } from "./instant.ts";
import { mentions } from "./mention.ts";
import type { Mention } from "./mention.ts";
import { first, groups, latest } from "./order.ts";
import type { Scalar } from "./order.ts";
import type { Row } from "./row.ts";
import type { Told } from "./told.ts";

/** Something that an event has seen: `what` it is about, and the `value`. */
interface Observation<W extends Readonly<Record<string, Scalar>>, V extends readonly Scalar[]> {
  readonly told: Told;
  readonly what: W;
  readonly value: V;
}

/**
 * A run says a thing once, however many of its events repeat it: the last word counts. On RUNNING events
 * each is one of a series. Without a run every event stands for itself.
 */
function once<W extends Readonly<Record<string, Scalar>>, V extends readonly Scalar[]>(
  all: readonly Observation<W, V>[],
  row: (what: W, value: V) => Row,
): readonly Row[] {
  const observations = groups(all, ({ told, what }) => [
    told.job.namespace,
    told.job.name,
    told.kind === "run" ? `run ${told.runId}` : told.identity,
    told.type === "RUNNING" ? told.at : "",
    ...Object.values(what),
  ]);
  return observations.flatMap((same) => {
    const { told, what } = same[0];
    const said = latest(same.map((one) => ({ at: one.told.at, value: one.value })));
    if (said === undefined) return [];
    return [
      {
        ...row(what, said.value),
        job_namespace: told.job.namespace,
        job_name: told.job.name,
        run_id: told.runId,
        event_time: said.at,
        received_at: first(same.map((one) => one.told.receivedAt)),
      },
    ];
  });
}

/** Things of one event that are alike get numbers from 1. */
function numbered<T>(
  items: readonly T[],
  by: (item: T) => readonly Scalar[],
): readonly (T & { readonly ordinal: number })[] {
  return groups(items, by).flatMap((alike) => alike.map((item, index) => ({ ...item, ordinal: index + 1 })));
}

export function quality(events: readonly Told[]): readonly Row[] {
  const all = events.flatMap((told) => {
    const checks = [...mentions(told).flatMap(checksOfDataset), ...checksOfRun(told)];
    return numbered(checks, ({ what }) => Object.values(what)).map(({ what, value, ordinal }) => ({
      told,
      what: { ...what, ordinal },
      value,
    }));
  });
  return once(all, (what, [failed, severity, expected, actual]) => ({
    ...what,
    success: !failed,
    severity,
    expected,
    actual,
  }));
}

/** In `facets`, and what of `inputFacets` does not repeat them. */
function checksOfDataset({ namespace, name, facets, useFacets }: Mention) {
  const ofDataset = checksIn(facets);
  const repeated = new Set(ofDataset.map(canonical));
  const ofUse = checksIn(useFacets);
  return [...ofDataset, ...ofUse.filter((check) => !repeated.has(canonical(check)))]
    .map(object)
    .filter(({ success }) => typeof success === "boolean")
    .map((check) => ({
      what: {
        dataset_namespace: namespace,
        dataset_name: name,
        column: text(check["column"]),
        assertion: text(check["assertion"]),
        name: text(check["name"]),
      },
      value: result(check["success"] === false, check),
    }));
}

/** In the standard facet, else in the one of Great Expectations. */
function checksIn(facets: Json): readonly Json[] {
  const standard = facetOf(facets, "dataQualityAssertions");
  if (standard !== undefined) return list(standard["assertions"]).map(object);
  return list(facetOf(facets, "greatExpectations_assertions")?.["assertions"])
    .map(object)
    .map((check) => ({ ...check, assertion: check["expectationType"] }));
}

/** Results of a run's own tests; a skipped one has none. */
function checksOfRun({ runFacets }: Told) {
  return list(facetOf(runFacets, "test")?.["tests"])
    .map(object)
    .filter(({ status }) => status === "pass" || status === "fail")
    .map((check) => ({
      what: {
        dataset_namespace: "",
        dataset_name: "",
        column: "",
        assertion: text(check["type"]),
        name: text(check["name"]),
      },
      value: result(check["status"] === "fail", check),
    }));
}

/** A failure is greater than a success, so that it is not covered by one of the same time. */
function result(failed: boolean, check: Json): readonly [boolean, string, string, string] {
  return [failed, text(check["severity"]), scalar(check["expected"]), scalar(check["actual"])];
}

export function metrics(events: readonly Told[]): readonly Row[] {
  const all = events.flatMap((told) =>
    mentions(told).flatMap(({ namespace, name, facets, useFacets }) => {
      const measured = [
        ...unlike(
          numbersOf(facetOf(useFacets, "dataQualityMetrics")),
          numbersOf(facetOf(facets, "dataQualityMetrics")),
        ),
        ...numbers("", "iceberg.scan.", facetOf(useFacets, "icebergScanReport")?.["scanMetrics"]),
        ...numbers("", "iceberg.commit.", facetOf(useFacets, "icebergCommitReport")?.["commitMetrics"]),
      ];
      return measured.map(({ column, metric, value }) => ({
        told,
        what: { dataset_namespace: namespace, dataset_name: name, column, metric },
        value: [value] as const,
      }));
    }),
  );
  return once(all, (what, [value]) => ({ ...what, value }));
}

interface Measured {
  readonly column: string;
  readonly metric: string;
  readonly value: number;
}

/** What the run measured, and what of the dataset's own numbers it did not. */
function unlike(ofUse: readonly Measured[], ofDataset: readonly Measured[]): readonly Measured[] {
  const isSaid = (one: Measured): boolean =>
    ofUse.some(({ column, metric }) => column === one.column && metric === one.metric);
  return [...ofUse, ...ofDataset.filter((one) => !isSaid(one))];
}

function numbersOf(facet: Json | undefined): readonly Measured[] {
  const updated = instant(facet?.["lastUpdated"]);
  return [
    ...numbers("", "", facet),
    ...(updated === undefined ? [] : [{ column: "", metric: "lastUpdated", value: microsOf(updated) / 1e6 }]),
    ...Object.entries(object(facet?.["columnMetrics"])).flatMap(([column, of]) => [
      ...numbers(column, "", of),
      ...numbers(column, "quantile_", object(of)["quantiles"]),
    ]),
  ];
}

function numbers(column: string, prefix: string, of: unknown): readonly Measured[] {
  return Object.entries(object(of)).flatMap(([key, said]) => {
    const value = number(said);
    return value === null ? [] : [{ column, metric: `${prefix}${key}`, value }];
  });
}

export function costs(events: readonly Told[]): readonly Row[] {
  const all = events.flatMap((told) => {
    const billed = list(facetOf(told.runFacets, "tidemark_cost")?.["costs"])
      .map(object)
      .flatMap((cost) => {
        const amount = number(cost["amount"]);
        const quantity = number(cost["quantity"]);
        const what = { item: text(cost["item"]), currency: text(cost["currency"]), unit: text(cost["unit"]) };
        return amount === null ? [] : [{ what, value: [amount, quantity !== null, quantity ?? 0] as const }];
      });
    return numbered(billed, ({ what }) => Object.values(what)).map(({ what, value, ordinal }) => ({
      told,
      what: { ...what, ordinal },
      value,
    }));
  });
  return once(all, ({ item, currency, unit }, [amount, known, quantity]) => ({
    item,
    currency,
    unit,
    amount,
    quantity: known ? quantity : null,
  }));
}
