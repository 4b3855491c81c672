import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { ThresholdsConfigBuilder, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Threshold, ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { clickhouseQuery, dataSource } from "../build/query.ts";

export interface Stat {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly decimals?: number;
  /** One row of one column: a number, or a text. NULL shows `noValue`. */
  readonly sql: string;
  /** From which value on which colour; without any it has none. */
  readonly colours?: readonly (readonly [from: number, colour: string])[];
  readonly mappings?: readonly ValueMapping[];
  readonly noValue: string;
}

export function stat(given: Stat): PanelBuilder {
  const steps: Threshold[] = [
    { value: null, color: given.colours === undefined ? "text" : "green" },
    ...(given.colours ?? []).map(([value, color]) => ({ value, color })),
  ];
  const panel = new PanelBuilder()
    .title(given.title)
    .description(given.description)
    .datasource(dataSource)
    .withTarget(clickhouseQuery(given.sql, "table"))
    .unit(given.unit)
    .noValue(given.noValue)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .textMode(BigValueTextMode.Value)
    // All fields: by default a text has no value.
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).fields("/.*/").values(false))
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps));
  if (given.decimals !== undefined) panel.decimals(given.decimals);
  if (given.mappings !== undefined) panel.mappings([...given.mappings]);
  return panel;
}
