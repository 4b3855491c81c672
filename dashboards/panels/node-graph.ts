import { ArcOptionBuilder, NodeOptionsBuilder, PanelBuilder } from "@grafana/grafana-foundation-sdk/nodegraph";
import type { DataLink } from "../build/links.ts";
import { clickhouseQuery, dataSource } from "../build/query.ts";

export interface NodeGraph {
  readonly title: string;
  readonly description: string;
  /**
   * `id`, `title`, `subtitle`, `mainstat`, `arc__*` that add up to 1, `detail__*`. Stats are texts: of a number the panel
   * shows two decimals and the name of its unit.
   */
  readonly nodesSql: string;
  /** `id`, `source`, `target`, `mainstat`; both ends among the nodes, else the panel breaks. */
  readonly edgesSql: string;
  /** Colour of each `arc__…`, and what the legend calls it, by the name after the underscores. */
  readonly arcs: Readonly<Record<string, { readonly colour: string; readonly legend: string }>>;
  readonly links: readonly DataLink[];
  readonly noValue: string;
}

export function nodeGraph(given: NodeGraph): PanelBuilder {
  const arcs = Object.entries(given.arcs);
  const panel = new PanelBuilder()
    .title(given.title)
    .description(given.description)
    .datasource(dataSource)
    .withTarget(clickhouseQuery(given.nodesSql, "table", "nodes"))
    .withTarget(clickhouseQuery(given.edgesSql, "table", "edges"))
    .unit("string")
    .noValue(given.noValue)
    .nodes(
      new NodeOptionsBuilder().arcs(
        arcs.map(([name, { colour }]) => new ArcOptionBuilder().field(`arc__${name}`).color(colour)),
      ),
    )
    .overrideByName("id", [{ id: "links", value: given.links }]);
  for (const [name, { legend }] of arcs) panel.overrideByName(`arc__${name}`, [{ id: "displayName", value: legend }]);
  return panel;
}
