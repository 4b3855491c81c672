import type {
  AnnotationQuery,
  Dashboard,
  FieldConfig,
  MatcherConfig,
  Panel,
  RowPanel,
  TableFieldOptions,
  VariableModel,
} from "@grafana/schema";
import type { Options as NodeGraphOptions } from "@grafana/schema/dist/esm/raw/composable/nodegraph/panelcfg/x/NodeGraphPanelCfg_types.gen";
import type { Options as StatOptions } from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type {
  FieldConfig as TimelineFieldConfig,
  Options as TimelineOptions,
} from "@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen";
import type { Options as TableOptions } from "@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen";
import type {
  FieldConfig as SeriesFieldConfig,
  Options as SeriesOptions,
} from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";

/** A type as JSON holds it: an enum's members are the texts or numbers that they stand for. */
type Json<T> = T extends string
  ? `${T}`
  : T extends number | boolean | null | undefined
    ? T
    : T extends ReadonlyArray<infer Each>
      ? ReadonlyArray<Json<Each>>
      : T extends object
        ? { readonly [Key in keyof T]: Json<T[Key]> }
        : T;

/** A query as Grafana's ClickHouse data source takes it. */
interface ClickHouseQuery {
  readonly refId: string;
  readonly datasource: { readonly type: "grafana-clickhouse-datasource"; readonly uid: string };
  readonly editorType: "sql";
  readonly rawSql: string;
  readonly format: 0 | 1;
  readonly queryType: "timeseries" | "table";
  readonly pluginVersion: string;
}

/** Of a field's link what the dashboards use. Grafana's schema leaves it open. */
interface FieldLink {
  readonly title: string;
  readonly url: string;
  readonly targetBlank: boolean;
}

type Standard = Omit<Json<FieldConfig>, "custom" | "links"> & { readonly links?: readonly FieldLink[] };

/** One property of an override: a standard one, or one of the panel's own (`custom.…`), with a value of its type. */
type Property<Custom> =
  | { [Key in keyof Standard]-?: { readonly id: Key; readonly value: Standard[Key] } }[keyof Standard]
  | { [Key in keyof Custom & string]-?: { readonly id: `custom.${Key}`; readonly value: Custom[Key] } }[keyof Custom &
      string];

/** A panel of one type. What its options leave out, Grafana fills in. */
type PanelOf<Type extends string, Options, Custom> = Omit<
  Json<Panel>,
  "type" | "options" | "fieldConfig" | "targets"
> & {
  readonly type: Type;
  readonly options: Partial<Json<Options>>;
  readonly targets: readonly ClickHouseQuery[];
  readonly fieldConfig: {
    readonly defaults: Standard & { readonly custom?: Partial<Json<Custom>> };
    readonly overrides: ReadonlyArray<{
      readonly matcher: Json<MatcherConfig<string>>;
      readonly properties: ReadonlyArray<Property<Json<Custom>>>;
    }>;
  };
};

type TypedPanel =
  | Json<RowPanel>
  | PanelOf<"stat", StatOptions, object>
  | PanelOf<"table", TableOptions, TableFieldOptions>
  | PanelOf<"timeseries", SeriesOptions, SeriesFieldConfig>
  | PanelOf<"state-timeline", TimelineOptions, TimelineFieldConfig>
  | PanelOf<"nodeGraph", NodeGraphOptions, object>;

type Annotation = Omit<Json<AnnotationQuery>, "target"> & { readonly target: ClickHouseQuery };

/** `definition` is what older Grafanas show of the query; the schema has it no more. */
type Variable = Json<VariableModel> & { readonly definition?: string };

/** A dashboard's JSON, judged by Grafana's own schema (`@grafana/schema`) down to each panel's options. */
export type DashboardJson = Omit<Json<Dashboard>, "panels" | "annotations" | "templating"> & {
  readonly panels: readonly TypedPanel[];
  readonly annotations: { readonly list: readonly Annotation[] };
  readonly templating: { readonly list: readonly Variable[] };
};
