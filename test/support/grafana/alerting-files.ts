import { readFileSync, readdirSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

/** What the tests look at of Grafana's alerting files. */
const query = z.object({
  refId: z.literal("A"),
  relativeTimeRange: z.object({ from: z.number(), to: z.literal(0) }),
  datasourceUid: z.literal("tidemark"),
  model: z.object({
    refId: z.literal("A"),
    rawSql: z.string(),
    format: z.literal(1),
    queryType: z.literal("table"),
    editorType: z.literal("sql"),
  }),
});

const threshold = z.object({
  refId: z.literal("B"),
  datasourceUid: z.literal("__expr__"),
  model: z.object({
    type: z.literal("threshold"),
    expression: z.literal("A"),
    conditions: z.tuple([z.object({ evaluator: z.object({ type: z.literal("gt"), params: z.tuple([z.number()]) }) })]),
  }),
});

const rule = z.object({
  uid: z.string(),
  title: z.string(),
  condition: z.literal("B"),
  data: z.tuple([query, threshold]),
  dashboardUid: z.string(),
  panelId: z.number(),
  noDataState: z.string(),
  execErrState: z.string(),
  for: z.string(),
  annotations: z.record(z.string(), z.string()),
  labels: z.record(z.string(), z.string()),
});

const file = z.object({
  apiVersion: z.literal(1),
  groups: z
    .array(
      z.object({
        orgId: z.literal(1),
        name: z.string(),
        folder: z.string(),
        interval: z.string(),
        rules: z.array(rule),
      }),
    )
    .default([]),
  deleteRules: z.array(z.object({ uid: z.string() })).default([]),
  contactPoints: z
    .array(z.object({ name: z.string(), receivers: z.array(z.object({ uid: z.string() })).nonempty() }))
    .default([]),
  policies: z.array(z.unknown()).default([]),
  muteTimes: z.array(z.object({ name: z.string() })).default([]),
});

export type GrafanaRule = z.infer<typeof rule>;
export type GrafanaAlertingFile = z.infer<typeof file>;

export const alertingDirectory = new URL("../../../deploy/grafana/provisioning/alerting/", import.meta.url);

/** The files as Grafana is given them, by their names. */
export function generatedAlerting(): ReadonlyMap<string, GrafanaAlertingFile> {
  return new Map(
    readdirSync(alertingDirectory).map((name) => [
      name,
      file.parse(parse(readFileSync(new URL(name, alertingDirectory), "utf8"))),
    ]),
  );
}

export function generatedRules(): readonly GrafanaRule[] {
  return [...generatedAlerting().values()].flatMap(({ groups }) => groups.flatMap(({ rules }) => rules));
}
