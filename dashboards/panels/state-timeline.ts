import { VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import type { PanelBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import { clickhouseQuery } from "../build/query.ts";
import { statePanel } from "./state-panel.ts";
import type { StatePanel } from "./state-panel.ts";

export interface StateTimeline extends StatePanel {
  /** A column `time` in order and one of text: the state from then on; NULL: none. */
  readonly sql: string;
}

export function stateTimeline({ sql, ...panel }: StateTimeline): PanelBuilder {
  return statePanel(panel)
    .withTarget(clickhouseQuery(sql, "table"))
    .unit("string")
    .mergeValues(false)
    .showValue(VisibilityMode.Auto);
}
