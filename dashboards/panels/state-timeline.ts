import {
  LegendDisplayMode,
  LegendPlacement,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import type { ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import { clickhouseQuery, dataSource } from "../build/query.ts";

export interface StateTimeline {
  readonly title: string;
  readonly description: string;
  /** A column `time` in order and one of text: the state from then on; NULL: none. */
  readonly sql: string;
  readonly mappings: readonly ValueMapping[];
  readonly noValue: string;
}

export function stateTimeline({ title, description, sql, mappings, noValue }: StateTimeline): PanelBuilder {
  return new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(dataSource)
    .withTarget(clickhouseQuery(sql, "table"))
    .unit("string")
    .noValue(noValue)
    .mappings([...mappings])
    .mergeValues(false)
    .showValue(VisibilityMode.Auto)
    .rowHeight(0.8)
    .fillOpacity(80)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single));
}
