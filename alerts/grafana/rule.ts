import { oneIndent, pluginVersion } from "#dashboards/build/query.ts";
import type { ErrorState, NoDataState, Rule } from "./file-shapes.ts";
import type { PanelRef } from "./panel-of.ts";

/** Which of the four kinds of rules one is: policies choose by it who is told. */
export type RuleKind = "signal" | "incident" | "watcher" | "platform";

export interface AlertRule {
  readonly uid: string;
  readonly title: string;
  readonly kind: RuleKind;
  /**
   * Columns of text, the labels, which are the same at each evaluation, and one of numbers, `value`: a row for everything
   * that is expected, so that what is gone cannot hide. Macros of the data source's server only.
   */
  readonly sql: string;
  /** It fires where `value` is greater. */
  readonly above: number;
  /** In a sentence; a Go template over `.Labels` and `.Values.A.Value`. */
  readonly summary: string;
  readonly description: string;
  /** The file of its runbook in `docs/runbooks/`, and a heading's anchor. */
  readonly runbook: string;
  readonly panel: PanelRef;
  readonly labels?: Readonly<Record<string, string>>;
  /** How long it must hold before it fires. */
  readonly holds: string;
  readonly noData: NoDataState;
  readonly onError: ErrorState;
  /** Seconds that the query looks back. */
  readonly range?: number;
}

const clickhouse = { type: "grafana-clickhouse-datasource", uid: "tidemark" } as const;
const expression = { type: "__expr__", uid: "__expr__" } as const;

/** How often Grafana evaluates. */
export const evaluateEvery = "1m";

/**
 * The rule as a file has it. Templates write `.Labels` and `.Values`: a `$` would be taken for a variable of the
 * environment.
 */
export function ruleOf(given: AlertRule): Rule {
  const step = { intervalMs: 60_000, maxDataPoints: 43_200 };
  return {
    uid: given.uid,
    title: given.title,
    condition: "B",
    data: [
      {
        refId: "A",
        relativeTimeRange: { from: given.range ?? 3600, to: 0 },
        datasourceUid: clickhouse.uid,
        model: {
          refId: "A",
          datasource: clickhouse,
          editorType: "sql",
          rawSql: oneIndent(given.sql),
          format: 1,
          queryType: "table",
          pluginVersion,
          ...step,
        },
      },
      {
        refId: "B",
        relativeTimeRange: { from: 0, to: 0 },
        datasourceUid: expression.uid,
        model: {
          refId: "B",
          datasource: expression,
          type: "threshold",
          expression: "A",
          conditions: [{ evaluator: { type: "gt", params: [given.above] } }],
          ...step,
        },
      },
    ],
    ...given.panel,
    noDataState: given.noData,
    execErrState: given.onError,
    for: given.holds,
    // One evaluation that finds it well does not end it.
    keepFiringFor: "2m",
    annotations: {
      summary: given.summary,
      description: given.description,
      runbook_url: `\${TIDEMARK_RUNBOOKS_URL}/${given.runbook}`,
      __dashboardUid__: given.panel.dashboardUid,
      __panelId__: String(given.panel.panelId),
    },
    labels: { tidemark_rule: given.kind, ...given.labels },
    isPaused: false,
  };
}
