/**
 * Grafana's alerting resources as its file provisioning reads them, which is not what its HTTP interface takes. Only what is
 * used here. https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/
 */
export interface AlertingFile {
  readonly apiVersion: 1;
  readonly groups?: readonly RuleGroup[];
  /** Rules that were here once: Grafana keeps what is only left out. */
  readonly deleteRules?: ReadonlyArray<{ readonly orgId: number; readonly uid: string }>;
  readonly contactPoints?: readonly ContactPoint[];
  readonly policies?: readonly RootPolicy[];
  readonly templates?: readonly Template[];
  readonly muteTimes?: readonly MuteTime[];
}

export interface RuleGroup {
  readonly orgId: number;
  readonly name: string;
  readonly folder: string;
  readonly interval: string;
  readonly rules: readonly Rule[];
}

export type NoDataState = "Alerting" | "NoData" | "OK" | "KeepLast";
export type ErrorState = "Alerting" | "Error" | "OK" | "KeepLast";

export interface Rule {
  readonly uid: string;
  readonly title: string;
  /** The query or expression that tells whether it fires. */
  readonly condition: string;
  readonly data: readonly (ClickHouseData | ThresholdData)[];
  readonly dashboardUid: string;
  readonly panelId: number;
  readonly noDataState: NoDataState;
  readonly execErrState: ErrorState;
  readonly for: string;
  readonly keepFiringFor: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly isPaused: boolean;
}

interface Data<Model> {
  readonly refId: string;
  /** Seconds before the evaluation. */
  readonly relativeTimeRange: { readonly from: number; readonly to: number };
  readonly datasourceUid: string;
  /** Left as it is: Grafana puts no variables of the environment into it. */
  readonly model: Model & {
    readonly refId: string;
    readonly datasource: { readonly type: string; readonly uid: string };
    readonly intervalMs: number;
    readonly maxDataPoints: number;
  };
}

/** Its answer has one column of numbers and columns of text, which become labels. */
export type ClickHouseData = Data<{
  readonly editorType: "sql";
  readonly rawSql: string;
  readonly format: 1;
  readonly queryType: "table";
  readonly pluginVersion: string;
}>;

export type ThresholdData = Data<{
  readonly type: "threshold";
  readonly expression: string;
  readonly conditions: ReadonlyArray<{
    readonly evaluator: { readonly type: "gt"; readonly params: readonly [number] };
  }>;
}>;

export interface ContactPoint {
  readonly orgId: number;
  readonly name: string;
  readonly receivers: readonly Receiver[];
}

export type Receiver =
  | {
      readonly uid: string;
      readonly type: "webhook";
      readonly settings: { readonly url: string; readonly title: string; readonly message: string };
    }
  | {
      readonly uid: string;
      readonly type: "email";
      readonly settings: { readonly addresses: string; readonly subject: string; readonly message: string };
    };

type Matcher = readonly [label: string, operator: "=" | "!=" | "=~" | "!~", value: string];

export interface Policy {
  readonly receiver: string;
  readonly object_matchers: readonly Matcher[];
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly mute_time_intervals?: readonly string[];
  readonly continue?: boolean;
  readonly routes?: readonly Policy[];
}

/** The whole tree of an organisation: it takes the place of the one that is there. */
export interface RootPolicy extends Omit<Policy, "object_matchers"> {
  readonly orgId: number;
}

export interface Template {
  readonly orgId: number;
  readonly name: string;
  readonly template: string;
}

export interface MuteTime {
  readonly orgId: number;
  readonly name: string;
  readonly time_intervals: ReadonlyArray<{
    readonly times?: ReadonlyArray<{ readonly start_time: string; readonly end_time: string }>;
    readonly weekdays?: readonly string[];
    readonly location?: string;
  }>;
}
