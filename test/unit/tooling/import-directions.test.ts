import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const root = resolve(import.meta.dirname, "../../..");
const fixture = join(root, "test/fixtures/import-directions");

/** `file:line` of each import that the fixture marks as refused. */
function marked(): readonly string[] {
  return globSync("**/*.ts", { cwd: fixture }).flatMap((file) =>
    readFileSync(join(fixture, file), "utf8")
      .split("\n")
      .flatMap((line, index) => (line.endsWith("// refused") ? [`${file}:${index + 1}`] : [])),
  );
}

/** What the linter says of the fixture when it is a repository of its own, with this repository's rule. */
function reported(): readonly string[] {
  const repository = mkdtempSync(join(tmpdir(), "tidemark-lint-"));
  onTestFinished(() => rmSync(repository, { recursive: true }));
  cpSync(fixture, repository, { recursive: true });
  const configuration = {
    jsPlugins: [join(root, ".ci/lint/import-directions.js")],
    categories: { correctness: "off" },
    rules: { "tidemark/import-directions": "error" },
  };
  writeFileSync(join(repository, ".oxlintrc.json"), JSON.stringify(configuration));
  const oxlint = join(root, "node_modules/.bin/oxlint");
  const { stdout } = spawnSync(oxlint, ["--format", "unix"], { cwd: repository, encoding: "utf8" });
  return stdout.split("\n").flatMap((line) => {
    const match = /^(.+?):(\d+):\d+: .*import-directions/u.exec(line);
    return match === null ? [] : [`${match[1]}:${match[2]}`];
  });
}

test("the linter refuses each import that goes the wrong way, and no other", () => {
  expect(marked()).toHaveLength(26);
  expect(reported().toSorted()).toEqual(marked().toSorted());
});
