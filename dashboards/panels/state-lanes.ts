import { VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import type { PanelBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import { clickhouseQuery } from "../build/query.ts";
import { statePanel } from "./state-panel.ts";
import type { StatePanel } from "./state-panel.ts";
import { stateNumber, verdictNumberMappings } from "./verdict-states.ts";

export interface StateLanes extends Omit<StatePanel, "mappings"> {
  /** A text: which lane a row of the history belongs to. */
  readonly lane: string;
  /** A condition on rows of `tidemark.signal_history`. */
  readonly which: string;
  /** How many lanes at most: those with the most in breach. */
  readonly most: number;
}

/** The states of verdicts in time, a lane each. Every lane has a value at every moment, so that none is broken by another's. */
export function stateLanes({ lane, which, most, ...panel }: StateLanes): PanelBuilder {
  const sql = `
    WITH
      (
        SELECT groupArray((lane, moment, state)) FROM (
          SELECT ${lane} AS lane, greatest(toDateTime64(since, 3, 'UTC'), toDateTime64($__fromTime, 3, 'UTC')) AS moment,
            ${stateNumber} AS state
          FROM tidemark.signal_history AS said WHERE since <= $__toTime AND ${which}
          ORDER BY since DESC, judged_at DESC LIMIT 1 BY lane, moment)
      ) AS states,
      said AS (
        SELECT tupleElement(each, 1) AS lane, tupleElement(each, 2) AS moment, tupleElement(each, 3) AS state
        FROM (SELECT arrayJoin(states) AS each)),
      lanes AS (
        SELECT lane FROM said GROUP BY lane ORDER BY countIf(state = 3) DESC, countIf(state = 2) DESC, lane LIMIT ${most})
    SELECT grid.moment AS time, grid.lane AS series, nullIf(said.state, 0) AS state
    FROM (
      SELECT moment, lane FROM (SELECT DISTINCT moment FROM said WHERE lane IN lanes) AS moments CROSS JOIN lanes) AS grid
    ASOF LEFT JOIN said ON grid.lane = said.lane AND grid.moment >= said.moment
    ORDER BY time, series`;
  return statePanel({ ...panel, mappings: verdictNumberMappings })
    .withTarget(clickhouseQuery(sql, "timeseries"))
    .interval("1m")
    .unit("none")
    .displayName("${__field.labels.series}")
    .mergeValues(true)
    .showValue(VisibilityMode.Never);
}
