import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dashboardFiles } from "#dashboards/dashboards.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const types = join(root, "test/support/grafana/grafana-types.ts");

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-grafana-"));
});
afterAll(async () => rm(directory, { recursive: true }));

/** What the compiler says of literals, each given as JSON, when they shall be dashboards; nothing when they are. */
async function complaints(literals: ReadonlyMap<string, string>): Promise<string> {
  const source = [...literals].map(([name, json]) => `export const ${name}: DashboardJson = ${json};`);
  const file = join(directory, "dashboards.mts");
  await writeFile(file, [`import type { DashboardJson } from ${JSON.stringify(types)};`, ...source].join("\n"));
  const options = `--noEmit --strict --exactOptionalPropertyTypes --skipLibCheck --verbatimModuleSyntax
    --allowImportingTsExtensions --target es2024 --module nodenext --types node`.split(/\s+/);
  try {
    await promisify(execFile)(
      join(root, "node_modules/.bin/tsc"),
      [...options, "--typeRoots", join(root, "node_modules/@types"), file],
      { cwd: directory },
    );
    return "";
  } catch (error) {
    return String(Reflect.get(Object(error), "stdout"));
  }
}

test("each dashboard is one to Grafana's own types", async () => {
  const literals = [...dashboardFiles()].map(([name, json]) => [name.replace(".json", ""), json] as const);
  expect(await complaints(new Map(literals))).toBe("");
});

test("what is none is found", async () => {
  const json = dashboardFiles().get("overview.json") ?? "";
  const mistakes = [
    ['"showHeader"', '"showHeadline"'],
    ['"custom.width"', '"custom.breadth"'],
    ['"absolute"', '"relative"'],
    ['"type": "stat"', '"type": "stats"'],
  ] as const;
  const literals = mistakes.map(([right, wrong], index) => {
    expect(json).toContain(right);
    return [`mistake${index}`, json.replace(right, wrong)] as const;
  });
  const found = await complaints(new Map(literals));
  for (const [, wrong] of mistakes) expect(found).toContain(wrong.replace('"type": ', ""));
});
