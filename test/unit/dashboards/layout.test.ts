import { describe, expect, test } from "vitest";
import { columnProperty, fieldLinks, generatedDashboards } from "#test/support/grafana/dashboard.ts";

const dashboards = generatedDashboards();
const panels = [...dashboards].flatMap(([file, dashboard]) =>
  dashboard.panels.map((panel) => ({ of: `${file}: ${panel.title}`, panel })),
);
const drawn = panels.filter(({ panel }) => panel.type !== "row");

describe.each([...dashboards])("%s", (_, dashboard) => {
  test("has ids of its own for each panel", () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Math.min(...ids)).toBeGreaterThan(0);
  });

  test("fills 24 columns from the top down, nothing over another, no hole", () => {
    const taken = new Map<string, string>();
    let bottom = 0;
    for (const { title, gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
          expect(taken.get(`${x},${y}`), `${title} at ${x},${y}`).toBeUndefined();
          taken.set(`${x},${y}`, title);
        }
      }
      bottom = Math.max(bottom, gridPos.y + gridPos.h);
    }
    expect(taken.size).toBe(24 * bottom);
  });

  test("says what it is for, in whichever time zone", () => {
    expect(dashboard.description).not.toBe("");
    expect(dashboard.timezone).toBe("browser");
    expect(dashboard.title).toMatch(/^Tidemark: /);
  });

  test("has variables that say what they are, and ask again when the page is opened", () => {
    for (const variable of dashboard.templating.list) {
      expect(variable.label).not.toBe("");
      expect(variable.description).not.toBe("");
      if (variable.type === "query") expect(variable.refresh).toBe(1);
    }
  });
});

test("uids are unique", () => {
  const uids = [...dashboards.values()].map(({ uid }) => uid);
  expect(new Set(uids).size).toBe(uids.length);
});

describe("every panel", () => {
  test.each(drawn)("$of has a unit, a description and words for nothing", ({ panel }) => {
    expect(panel.description ?? "").not.toBe("");
    expect(panel.fieldConfig?.defaults.unit ?? "").not.toBe("");
    expect(panel.fieldConfig?.defaults.noValue ?? "").not.toBe("");
    expect(panel.targets.length).toBeGreaterThan(0);
  });

  test.each(drawn.filter(({ panel }) => ["timeseries", "state-timeline"].includes(panel.type)))(
    "$of has a legend",
    ({ panel }) => {
      expect(panel.options?.["legend"]).toMatchObject({ showLegend: true });
    },
  );

  test.each(drawn)("$of asks the provisioned data source, once a query", ({ panel }) => {
    for (const target of panel.targets) {
      expect(target.datasource).toEqual({ type: "grafana-clickhouse-datasource", uid: "tidemark" });
      expect(target.format).toBe(target.queryType === "timeseries" ? 0 : 1);
    }
    const names = panel.targets.map(({ refId }) => refId);
    expect(new Set(names).size).toBe(names.length);
  });
});

/** Of a panel so many columns wide in a window of 1366 pixels: beside its scroll bar, margins and gaps. */
const pixels = (columns: number): number => columns * 47 + (columns - 1) * 8;
const leastWidth = 120;

describe("every table", () => {
  const tables = drawn.filter(({ panel }) => panel.type === "table");

  test.each(tables)("$of fits a laptop, each column wide enough to be read", ({ panel }) => {
    const columns = (panel.fieldConfig?.overrides ?? []).filter(({ matcher }) => matcher.id === "byName");
    const widths = columns.map(({ matcher }) => columnProperty(panel, String(matcher.options), "custom.width"));
    const needed = widths.reduce<number>((sum, width) => sum + Number(width ?? leastWidth), 0);
    expect(needed).toBeLessThanOrEqual(pixels(panel.gridPos.w));
    expect(panel.fieldConfig?.defaults.custom).toMatchObject({ minWidth: leastWidth });
  });

  test.each(tables)("$of leaves texts of digits and empty cells as they are", ({ panel }) => {
    expect(panel.fieldConfig?.defaults.unit).toBe("string");
    expect(panel.fieldConfig?.overrides[0]).toEqual({
      matcher: { id: "byRegexp", options: "/.*/" },
      properties: [{ id: "noValue", value: "" }],
    });
  });
});

describe("links", () => {
  const byUid = new Map([...dashboards.values()].map((dashboard) => [dashboard.uid, dashboard]));

  /** Throws when the page is not there or does not know a variable that it is given. */
  function expectPage(url: string): readonly string[] {
    const [path = "", query = ""] = url.split("?");
    const page = byUid.get(path.replace("/d/", ""));
    expect(page, url).toBeDefined();
    const given = [...query.matchAll(/var-(\w+)=/g)].map(([, name = ""]) => name);
    const known = page?.templating.list.map(({ name }) => name) ?? [];
    expect(given.filter((name) => !known.includes(name))).toEqual([]);
    return given;
  }

  const toTraces = "${traces:raw}${__data.fields.trace_id:percentencode}";
  const ofAll = panels.flatMap(({ of, panel }) =>
    fieldLinks(panel).map(({ column, url }) => ({ of, panel, column, url })),
  );
  const ofFields = ofAll.filter(({ url }) => url !== toTraces);

  test("a run leads to its trace, wherever those are shown", () => {
    expect(ofAll.filter(({ url }) => url === toTraces).map(({ of, column }) => [of, column])).toEqual([
      ["run.json: About", "trace_id"],
    ]);
    expect(byUid.get("tidemark-run")?.templating.list.map(({ name }) => name)).toContain("traces");
  });

  test("lead from tables to jobs, runs, datasets, lineage and incidents", () => {
    const pages = new Set(ofFields.map(({ url }) => url.split("?")[0]));
    expect(pages).toEqual(
      new Set(["dataset", "incidents", "job", "lineage", "run"].map((page) => `/d/tidemark-${page}`)),
    );
  });

  test.each(ofFields)("$of, $column: to a page that is there, by columns that are there", ({ panel, url }) => {
    expect(expectPage(url).length).toBeGreaterThan(0);
    expect(url).toContain("${__url_time_range}");
    for (const [, column = "", format] of url.matchAll(/\$\{__data\.fields\.(\w+):(\w+)\}/g)) {
      expect(format).toBe("percentencode");
      expect(panel.targets.some(({ rawSql }) => new RegExp(`\\b${column}\\b`).test(rawSql))).toBe(true);
    }
  });

  test.each([...dashboards])("in the head of %s: to pages that are there, with its own variables", (_, dashboard) => {
    expect(dashboard.links.length).toBeGreaterThan(0);
    const own = dashboard.templating.list.map(({ name }) => name);
    for (const { url } of dashboard.links) {
      for (const name of expectPage(url)) expect(own).toContain(name);
    }
  });
});

function variablesIn(sql: string): readonly string[] {
  return [...sql.matchAll(/\$\{(\w+)/g)].map(([, name = ""]) => name);
}

test("every variable that a query names is one of the page, or one that it asks before", () => {
  for (const dashboard of dashboards.values()) {
    const known = new Set(dashboard.templating.list.map(({ name }) => name));
    for (const { targets } of dashboard.panels) {
      for (const { rawSql } of targets) expect(variablesIn(rawSql).filter((name) => !known.has(name))).toEqual([]);
    }
    const before = new Set<string>();
    for (const { name, query } of dashboard.templating.list) {
      expect(variablesIn(query).filter((other) => !before.has(other))).toEqual([]);
      before.add(name);
    }
  }
});
