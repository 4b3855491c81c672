import {
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
  StackingConfigBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { clickhouseQuery, dataSource } from "../build/query.ts";

export interface TimeSeries {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  /** A column `time` in order, one of text called `series` when `labelled`, and numbers. */
  readonly sql: string;
  readonly labelled?: boolean;
  readonly draw: "lines" | "bars" | "stacked bars" | "points";
  /** Columns that are drawn as lines though the rest is not. */
  readonly lines?: readonly string[];
  /** Two columns, by the names they are shown under, with what lies between them filled. */
  readonly band?: { readonly lower: string; readonly upper: string };
  /** By the name of a series. */
  readonly colours?: Readonly<Record<string, string>>;
  /** What a column of numbers is called. */
  readonly names?: Readonly<Record<string, string>>;
  /** The shortest step: no shorter than what is measured. */
  readonly interval?: string;
  readonly noValue: string;
}

export function timeSeries(given: TimeSeries): PanelBuilder {
  const panel = new PanelBuilder()
    .title(given.title)
    .description(given.description)
    .datasource(dataSource)
    .withTarget(clickhouseQuery(given.sql, "timeseries"))
    .interval(given.interval ?? "1m")
    .unit(given.unit)
    .min(0)
    .noValue(given.noValue)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  draw(panel, given.draw);
  if (given.labelled === true) panel.displayName("${__field.labels.series}");
  for (const [column, name] of Object.entries(given.names ?? {})) {
    panel.overrideByName(column, [{ id: "displayName", value: name }]);
  }
  for (const column of given.lines ?? []) {
    panel.overrideByName(column, [
      { id: "custom.drawStyle", value: "line" },
      { id: "custom.showPoints", value: "never" },
      { id: "custom.spanNulls", value: true },
    ]);
  }
  if (given.band !== undefined) {
    const { lower, upper } = given.band;
    const quiet = { id: "color", value: { mode: "fixed", fixedColor: "semi-dark-blue" } };
    panel.overrideByName(lower, [quiet]);
    panel.overrideByName(upper, [
      quiet,
      { id: "custom.fillBelowTo", value: lower },
      { id: "custom.fillOpacity", value: 12 },
    ]);
  }
  for (const [series, color] of Object.entries(given.colours ?? {})) {
    panel.overrideByName(series, [{ id: "color", value: { mode: "fixed", fixedColor: color } }]);
  }
  return panel;
}

function draw(panel: PanelBuilder, style: TimeSeries["draw"]): void {
  if (style === "lines") {
    // A line joins what was measured, however far apart; a lonely point is a point.
    panel.drawStyle(GraphDrawStyle.Line).lineWidth(1).fillOpacity(10).spanNulls(true).showPoints(VisibilityMode.Auto);
  } else if (style === "points") {
    panel.drawStyle(GraphDrawStyle.Points).pointSize(6).showPoints(VisibilityMode.Always);
  } else {
    const mode = style === "bars" ? StackingMode.None : StackingMode.Normal;
    panel
      .drawStyle(GraphDrawStyle.Bars)
      .lineWidth(0)
      .fillOpacity(80)
      .stacking(new StackingConfigBuilder().mode(mode).group("A"));
  }
}
