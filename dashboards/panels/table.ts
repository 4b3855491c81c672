import { TableCellHeight } from "@grafana/grafana-foundation-sdk/common";
import type { DynamicConfigValue, ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import type { DataLink } from "../build/links.ts";
import { clickhouseQuery, dataSource } from "../build/query.ts";

export interface Column {
  readonly title: string;
  readonly unit?: string;
  readonly decimals?: number;
  /** In pixels; a column without one takes what is left. */
  readonly width?: number;
  readonly links?: readonly DataLink[];
  /** A text that may be too long for its column: it can be opened. */
  readonly long?: boolean;
  /** Texts with a colour, which fills the cell's text. */
  readonly mappings?: readonly ValueMapping[];
}

export interface Table {
  readonly title: string;
  readonly description: string;
  readonly sql: string;
  /** Each column of the answer, by its name there. */
  readonly columns: Readonly<Record<string, Column>>;
  /** What stands there when nothing has been found. */
  readonly noValue: string;
}

/** Of a column without a width, at least, in pixels; a table that has less is scrolled sideways. */
const leastWidth = 120;

export function table({ title, description, sql, columns, noValue }: Table): PanelBuilder {
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(dataSource)
    .withTarget(clickhouseQuery(sql, "table"))
    // A text of digits, such as a partition or a version, stays as it is: other units make numbers of it.
    .unit("string")
    .noValue(noValue)
    .showHeader(true)
    .filterable(true)
    .minWidth(leastWidth)
    .cellHeight(TableCellHeight.Sm);
  // The words for an empty table are not those for an empty cell.
  panel.overrideByRegexp("/.*/", [{ id: "noValue", value: "" }]);
  for (const [name, column] of Object.entries(columns)) panel.overrideByName(name, [...properties(column)]);
  return panel;
}

function properties({ title, unit, decimals, width, links, long, mappings }: Column): readonly DynamicConfigValue[] {
  return [
    { id: "displayName", value: title },
    ...(unit === undefined ? [] : [{ id: "unit", value: unit }]),
    ...(decimals === undefined ? [] : [{ id: "decimals", value: decimals }]),
    ...(width === undefined ? [] : [{ id: "custom.width", value: width }]),
    ...(links === undefined ? [] : [{ id: "links", value: links }]),
    ...(long === true ? [{ id: "custom.inspect", value: true }] : []),
    ...(mappings === undefined
      ? []
      : [
          { id: "mappings", value: mappings },
          { id: "custom.cellOptions", value: { type: "color-text" } },
        ]),
  ];
}
