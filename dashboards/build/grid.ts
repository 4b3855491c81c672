import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { RowBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import type { DashboardBuilder, GridPos, Panel } from "@grafana/grafana-foundation-sdk/dashboard";

/** Grafana's grid has 24 columns; a unit of height is 30 px and a gap of 8 px. */
const columns = 24;

/** A panel that can be given its place. */
export interface Placeable extends Builder<Panel> {
  id(id: number): this;
  gridPos(gridPos: GridPos): this;
}

/** Panels side by side; their widths fill the 24 columns. */
export interface Shelf {
  /** Above it, as a row that can be folded. */
  readonly heading?: string;
  readonly height: number;
  readonly panels: readonly (readonly [width: number, panel: Placeable])[];
}

/** A shelf of panels that are all as wide as each other. */
export function evenly(height: number, panels: readonly Placeable[]): Shelf {
  return { height, panels: panels.map((panel) => [columns / panels.length, panel] as const) };
}

/** Adds the shelves from the top down; ids count from 1 in that order. Throws when a shelf does not fill its width. */
export function addShelves(dashboard: DashboardBuilder, shelves: readonly Shelf[]): void {
  let id = 1;
  let y = 0;
  for (const { heading, height, panels } of shelves) {
    const width = panels.reduce((sum, [panelWidth]) => sum + panelWidth, 0);
    if (width !== columns) throw new Error(`a shelf is ${width} columns wide, not ${columns}`);
    if (heading !== undefined) {
      dashboard.withRow(new RowBuilder(heading).id(id++).gridPos({ x: 0, y: y++, w: columns, h: 1 }));
    }
    let x = 0;
    for (const [w, panel] of panels) {
      dashboard.withPanel(panel.id(id++).gridPos({ x, y, w, h: height }));
      x += w;
    }
    y += height;
  }
}
