import { readFileSync, readdirSync } from "node:fs";
import { z } from "zod";

/** What the tests look at of a generated dashboard; the files hold more. */
const target = z.object({
  refId: z.string(),
  rawSql: z.string(),
  format: z.union([z.literal(0), z.literal(1)]),
  queryType: z.enum(["timeseries", "table"]),
  editorType: z.literal("sql"),
  pluginVersion: z.string(),
  datasource: z.object({ type: z.string(), uid: z.string() }),
});

const link = z.object({ title: z.string(), url: z.string() });

/** Of a page's head. Its other places hide it. */
const headLink = link.extend({ keepTime: z.literal(true), placement: z.never().optional() });

const panel = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  interval: z.string().optional(),
  targets: z.array(target).default([]),
  options: z.record(z.string(), z.unknown()).optional(),
  fieldConfig: z
    .object({
      defaults: z.object({
        unit: z.string().optional(),
        noValue: z.string().optional(),
        displayName: z.string().optional(),
        custom: z.record(z.string(), z.unknown()).optional(),
      }),
      overrides: z.array(
        z.object({
          matcher: z.object({ id: z.string(), options: z.unknown() }),
          properties: z.array(z.object({ id: z.string(), value: z.unknown() })),
        }),
      ),
    })
    .optional(),
});

const variable = z.object({
  name: z.string(),
  type: z.string(),
  label: z.string(),
  description: z.string(),
  query: z.string(),
  refresh: z.number().optional(),
  includeAll: z.boolean().optional(),
});

const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  description: z.string(),
  schemaVersion: z.number(),
  timezone: z.string(),
  links: z.array(headLink),
  panels: z.array(panel),
  templating: z.object({ list: z.array(variable).default([]) }),
  annotations: z.object({
    list: z.array(z.object({ name: z.string(), target, placement: z.never().optional() })).default([]),
  }),
});

export type GrafanaTarget = z.infer<typeof target>;
export type GrafanaPanel = z.infer<typeof panel>;
export type GrafanaDashboard = z.infer<typeof dashboard>;

export const generatedDirectory = new URL("../../../dashboards/generated/", import.meta.url);

/** The dashboards as Grafana is given them, by the name of their file. */
export function generatedDashboards(): ReadonlyMap<string, GrafanaDashboard> {
  return new Map(
    readdirSync(generatedDirectory).map((name) => [
      name,
      dashboard.parse(JSON.parse(readFileSync(new URL(name, generatedDirectory), "utf8"))),
    ]),
  );
}

/** What the panel says of a column by its name. */
export function columnProperty({ fieldConfig }: GrafanaPanel, column: string, property: string): unknown {
  return (fieldConfig?.overrides ?? [])
    .filter(({ matcher }) => matcher.id === "byName" && matcher.options === column)
    .flatMap(({ properties }) => properties)
    .find(({ id }) => id === property)?.value;
}

/** The links of a panel's fields, with the column that has them. */
export function fieldLinks({
  fieldConfig,
}: GrafanaPanel): readonly { readonly column: string; readonly url: string }[] {
  return (fieldConfig?.overrides ?? []).flatMap(({ matcher, properties }) =>
    properties
      .filter(({ id }) => id === "links")
      .flatMap(({ value }) => z.array(link).parse(value))
      .map(({ url }) => ({ column: String(matcher.options), url })),
  );
}
