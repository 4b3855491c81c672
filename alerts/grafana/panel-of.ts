import { dashboards } from "#dashboards/dashboards.ts";

/** Where an alert is looked into: a panel of a dashboard. */
export interface PanelRef {
  readonly dashboardUid: string;
  readonly panelId: number;
}

/** The panel of that title. Throws when the dashboard has none. */
export function panelOf(page: keyof typeof dashboards, title: string): PanelRef {
  const dashboard = dashboards[page];
  const panel = (dashboard.panels ?? []).find((each) => each.title === title);
  if (dashboard.uid === undefined || panel?.id === undefined) throw new Error(`${page} has no panel ${title}`);
  return { dashboardUid: dashboard.uid, panelId: panel.id };
}
