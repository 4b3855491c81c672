import { MappingType } from "@grafana/grafana-foundation-sdk/dashboard";
import type { ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";

type Colours = Readonly<Record<string, string>>;

function mappingsOf(colours: Colours): readonly ValueMapping[] {
  return [
    {
      type: MappingType.ValueToText,
      options: Object.fromEntries(
        Object.entries(colours).map(([state, color], index) => [
          state,
          { text: state.replaceAll("_", " "), color, index },
        ]),
      ),
    },
  ];
}

/** Of the view `incidents`. */
export const incidentStateMappings = mappingsOf({
  open: "red",
  acknowledged: "orange",
  snoozed: "blue",
  resolved: "green",
});

/** Of the view `notifications`. */
export const notificationStateMappings = mappingsOf({
  failed: "red",
  retrying: "orange",
  sending: "blue",
  held_back: "purple",
  delivered: "green",
});

/** The same on every page. */
export const severityColours = { critical: "dark-red", error: "red", warning: "orange", info: "blue" } as const;

export const severityMappings = mappingsOf(severityColours);

/** The gravest first. */
export const severityRank = "indexOf(['critical', 'error', 'warning', 'info'], toString(severity))";
