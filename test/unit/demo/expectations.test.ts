import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { jobs } from "#demo/company/jobs.ts";
import { loadExpectations } from "#signals/expectations/load/load.ts";

const path = fileURLToPath(new URL("../../../demo/company/expectations.yml", import.meta.url));

test("what the company expects is right, and of datasets that it has", () => {
  const { declarations, problems } = loadExpectations([{ path, text: readFileSync(path, "utf8") }], () => "");
  expect(problems).toEqual([]);
  const known = jobs
    .flatMap(({ reads, writes }) => [...reads, writes])
    .map(({ namespace, name }) => `${namespace} ${name}`);
  const named = declarations.entries.flatMap(({ matcher }) => matcher.literalNames);
  expect(named.length).toBeGreaterThan(0);
  for (const { namespace, name } of named) expect(known).toContain(`${namespace} ${name}`);
});
