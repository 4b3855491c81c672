import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { configurationPage } from "#cli/docs/configuration.ts";
import { httpApiPage } from "#cli/docs/http-api.ts";
import { readViewsPage } from "#cli/docs/read-views.ts";
import { signalsPage } from "#cli/docs/signals.ts";

describe("generated documentation is current; else: npm run docs:configuration", () => {
  test.each([
    ["configuration.md", configurationPage],
    ["http-api.md", httpApiPage],
    ["read-views.md", readViewsPage],
    ["signals.md", signalsPage],
  ])("docs/%s", (name, page) => {
    expect(readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8")).toBe(page());
  });
});
