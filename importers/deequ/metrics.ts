import { z } from "zod";
import { mergeMetrics } from "#agent/client/quality.ts";

/** A row of `VerificationResult.successMetricsAsJson`, and a metric of a repository. */
export const metric = z.object({
  entity: z.string(),
  instance: z.string(),
  name: z.string(),
  // Histograms and sketches have a distribution in its place.
  value: z.number().nullish(),
});

export type Metric = z.infer<typeof metric>;

const ofColumns: Readonly<Record<string, string>> = {
  Minimum: "min",
  Maximum: "max",
  Sum: "sum",
  CountDistinct: "distinctCount",
  ApproxCountDistinct: "distinctCount",
};

/** The facet of what was measured; undefined where nothing of it has a place there. */
export function metricsFacet(metrics: readonly Metric[]): object | undefined {
  const rows = metrics.find(({ name }) => name === "Size")?.value ?? undefined;
  let facet = rows === undefined ? undefined : mergeMetrics(undefined, { rows });
  for (const { entity, instance, name, value } of metrics) {
    if (entity !== "Column" || typeof value !== "number") continue;
    const measured = measureOf(name, value, rows);
    if (measured !== undefined) facet = mergeMetrics(facet, { columns: { [instance]: measured } });
  }
  return facet;
}

function measureOf(name: string, value: number, rows: number | undefined): object | undefined {
  // A share of all rows; the facet counts.
  if (name === "Completeness") return rows === undefined ? undefined : { nullCount: Math.round((1 - value) * rows) };
  const key = Object.hasOwn(ofColumns, name) ? ofColumns[name] : undefined;
  return key === undefined ? undefined : { [key]: value };
}
