import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { DashboardBuilder, DashboardCursorSync } from "@grafana/grafana-foundation-sdk/dashboard";
import type {
  AnnotationQuery,
  Dashboard,
  DashboardLink,
  VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { addShelves } from "./grid.ts";
import type { Shelf } from "./grid.ts";
import { pages } from "./pages.ts";
import type { Page } from "./pages.ts";

export interface PageContent {
  readonly page: Page;
  readonly title: string;
  readonly description: string;
  /** The range that it opens with, up to now: `now-24h`. */
  readonly from: string;
  readonly links: readonly Builder<DashboardLink>[];
  readonly variables?: readonly Builder<VariableModel>[];
  readonly annotations?: readonly Builder<AnnotationQuery>[];
  readonly shelves: readonly Shelf[];
}

/** A dashboard. Times are instants, shown in the zone of whoever looks; only its files change it. */
export function dashboardOf(content: PageContent): Dashboard {
  const dashboard = new DashboardBuilder(content.title)
    .uid(pages[content.page])
    .description(content.description)
    .tags(["tidemark"])
    .readonly()
    .timezone("browser")
    .time({ from: content.from, to: "now" })
    .refresh("1m")
    .tooltip(DashboardCursorSync.Crosshair)
    .links([...content.links])
    .variables([...(content.variables ?? [])])
    .annotations([...(content.annotations ?? [])]);
  addShelves(dashboard, content.shelves);
  return dashboard.build();
}
