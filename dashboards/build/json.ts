import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";

/** What the SDK writes of its own accord and Grafana's schema does not have, or has no more. */
const unwanted = new Set(["auto", "auto_min", "auto_count", "footer"]);

/** The text of a dashboard's file. */
export function dashboardJson(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, wanted, 2)}\n`;
}

/**
 * The SDK puts links and annotations into the menu of controls, where nobody sees them; without a place they stand in
 * the head of the page.
 */
function wanted(key: string, value: unknown): unknown {
  return unwanted.has(key) || (key === "placement" && value === "inControlsMenu") ? undefined : value;
}
