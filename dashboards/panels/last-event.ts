import type { PanelBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { stat } from "./stat.ts";

/** For how long nothing has come. A panel of its own for each page, since a page places it. @param meaning what that says to the page's readers */
export function lastEventFigure(...meaning: readonly string[]): PanelBuilder {
  return stat({
    title: "Last event",
    description: ["How long before the end of the range the last event was received.", ...meaning].join(" "),
    unit: "s",
    sql: `
    SELECT if(count() = 0, NULL, dateDiff('second', max(received_at), $__toTime)) AS age
    FROM tidemark.events WHERE received_at <= $__toTime AND received_at > $__toTime - INTERVAL 7 DAY`,
    colours: [
      [3600, "orange"],
      [86_400, "red"],
    ],
    noValue: "none in 7 days",
  });
}
