import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { dashboardFiles } from "#dashboards/dashboards.ts";
import { generatedDirectory } from "#test/support/grafana/dashboard.ts";

const files = dashboardFiles();

test("each dashboard has its file and each file its dashboard", () => {
  expect(readdirSync(generatedDirectory).toSorted()).toEqual([...files.keys()].toSorted());
});

test.each([...files])("%s is current: `npm run dashboards`", (name, content) => {
  expect(readFileSync(new URL(name, generatedDirectory), "utf8")).toBe(content);
});

test("Grafana is given that directory", () => {
  const root = new URL("../../../", import.meta.url);
  const provider = readFileSync(new URL("deploy/grafana/provisioning/dashboards/provider.yml", root), "utf8");
  const path = /path: (\S+)/.exec(provider)?.[1];
  expect(readFileSync(new URL("docker-compose.yml", root), "utf8")).toContain(`./dashboards/generated:${path}:ro`);
});
