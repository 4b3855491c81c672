import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startTestCollector } from "#test/support/collector.ts";
import type { TestCollector } from "#test/support/collector.ts";
import { Failure } from "#cli/failure.ts";
import { createProgram } from "#cli/program.ts";
import { facetBase, producer } from "#test/support/events.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const file = `version: 1
defaults: {timezone: Europe/Berlin, channels: out}
channels: {out: {type: stdout}}
datasets:
  - {match: shop/orders, freshness: {ready_by: 07:00, on: business_days}}
  - {match: "shop/**", owner: shop, severity: error, volume: {min_rows: 1}}
  - {match: shop/gone, severity: info}
jobs:
  - {match: "shop/*", duration: 45m}
`;

/** Runs the command in this process. */
async function tidemark(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  let stdout = "";
  const print = (text: string): void => {
    stdout += `${text}\n`;
  };
  const [bold, dim, red, yellow, green] = [String, String, String, String, String];
  const terminal = { columns: Infinity, print, bold, dim, red, yellow, green };
  try {
    return { code: await createProgram({ env, terminal, version: "test" }).run(argv), stdout, stderr: "" };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { code: error.exitCode, stdout, stderr: error.message };
  }
}

function directoryWith(files: Readonly<Record<string, string>>): string {
  const root = temporaryDirectory();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

describe("without a collector", () => {
  test("what each name ends up with and why, and when it is due", async () => {
    const root = directoryWith({ "tidemark.yml": file });
    const { code, stdout, stderr } = await tidemark(["check", root, "--at", "2026-03-28"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.replaceAll(`${root}/`, "").split("\n");
    const from = lines.indexOf("shop/orders  dataset");
    expect(lines.slice(from, lines.indexOf("", from))).toEqual([
      "shop/orders  dataset",
      "  owner               shop           tidemark.yml:6:31 (match shop/**)",
      "  severity            error          tidemark.yml:6:47 (match shop/**)",
      "  channels            out            tidemark.yml:2:47 (defaults)",
      "  timezone            Europe/Berlin  tidemark.yml:2:22 (defaults)",
      "  freshness.ready_by  07:00          tidemark.yml:5:48 (match shop/orders)",
      "  freshness.on        business_days  tidemark.yml:5:59 (match shop/orders)",
      "  volume.min_rows     1              tidemark.yml:6:73 (match shop/**)",
      "  due Mon 2026-03-30 07:00 Europe/Berlin, the data of Fri 2026-03-27 00:00 to Mon 2026-03-30 00:00",
      "  due Tue 2026-03-31 07:00 Europe/Berlin, the data of Mon 2026-03-30 00:00 to Tue 2026-03-31 00:00",
      "  due Wed 2026-04-01 07:00 Europe/Berlin, the data of Tue 2026-03-31 00:00 to Wed 2026-04-01 00:00",
    ]);
    expect(lines).toContain("shop/**  dataset, whatever matches, by this entry alone");
    expect(lines).toContain("shop/*  job, whatever matches, by this entry alone");
  });

  test("one of them, known or not, as JSON; and all in short", async () => {
    const root = directoryWith({ "tidemark.yml": file });
    const json = await tidemark(["check", root, "--dataset", "shop/other", "--json", "--at", "2026-03-28"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      problems: [],
      things: [
        {
          kind: "dataset",
          namespace: "shop",
          name: "other",
          deadlines: [],
          values: expect.arrayContaining([expect.objectContaining({ path: "owner", value: "shop" })]),
        },
      ],
    });
    const orders = await tidemark(["check", root, "--dataset", "shop/orders", "--json", "--at", "2026-03-28"]);
    expect(JSON.parse(orders.stdout).things[0].deadlines[0]).toEqual({
      at: "2026-03-30T05:00:00.000Z",
      data: { from: "2026-03-26T23:00:00.000Z", to: "2026-03-29T22:00:00.000Z" },
    });
    const summary = await tidemark(["check", root, "--summary", "--at", "2026-03-28"]);
    expect(summary.stdout).toMatch(/^NAME +KIND +DUE +OWNER +SEVERITY +CHANNELS$/m);
    expect(summary.stdout).toMatch(/^shop\/orders +dataset +Mon 2026-03-30 07:00 Europe\/Berlin +shop +error +out$/m);
  });

  test("mistakes end with 1, warnings only when strict, wrong arguments with 2", async () => {
    const root = directoryWith({
      "a/tidemark.yml": "version: 1\ndatasets:\n  - {match: a, freshnes: 2h}\n",
      "b/tidemark.yml": "version: 1\nchannels: {unused: {type: stdout}}\n",
      "empty/x.yml": "",
    });
    const wrong = await tidemark(["check", root]);
    expect(wrong).toMatchObject({ code: 1, stderr: "1 error, 1 warning" });
    expect(wrong.stdout).toBe(
      `${root}/a/tidemark.yml:3:16: unknown key \`freshnes\` in \`datasets[0]\`; did you mean \`freshness\`?\n${root}/b/tidemark.yml:2:12: warning: the channel \`unused\` is used by nothing in these files\n`,
    );
    expect(await tidemark(["check", join(root, "b")])).toMatchObject({ code: 0 });
    expect(await tidemark(["check", join(root, "b"), "--strict"])).toMatchObject({
      code: 1,
      stderr: "1 warning",
    });
    expect(await tidemark(["check", join(root, "nope")])).toMatchObject({ code: 2, stdout: "" });
    expect(await tidemark(["check", join(root, "empty")])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no files of expectations"),
    });
    expect(await tidemark(["check", root, "--at", "soon"])).toMatchObject({ code: 2 });
  });

  test("the schema for editors", async () => {
    const schema = await tidemark(["check", "--schema"]);
    expect(JSON.parse(schema.stdout)).toMatchObject({ title: "Tidemark expectations" });
    expect(JSON.parse((await tidemark(["check", "--schema", "calendar"])).stdout)).toMatchObject({
      title: "Tidemark calendar",
    });
  });
});

describe("with a collector", () => {
  let collector: TestCollector;
  beforeAll(async () => {
    collector = await startTestCollector({ env: { TIDEMARK_NATS: "off" } });
    const facets = {
      ownership: { ...facetBase("OwnershipDatasetFacet"), owners: [{ name: "team:sales" }] },
      tags: {
        ...facetBase("TagsDatasetFacet"),
        tags: [
          { key: "tidemark.severity", value: "critical" },
          { key: "tidemark.slo", value: "none" },
        ],
      },
      tidemark_expectations: { ...facetBase("Expectations"), volume: { min_rows: 7 } },
    };
    const event = {
      eventType: "COMPLETE",
      eventTime: "2026-03-27T06:00:00Z",
      producer,
      schemaURL: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
      run: { runId: "0195d6a0-0000-7000-8000-000000000001" },
      job: { namespace: "shop", name: "load" },
      inputs: [{ namespace: "raw", name: "files" }],
      outputs: [{ namespace: "shop", name: "orders", facets }],
    };
    const answer = await fetch(collector.url, {
      method: "POST",
      body: JSON.stringify(event),
      headers: { "content-type": "application/json" },
    });
    expect(answer.status).toBe(201);
    await vi.waitFor(
      async () => expect(await (await fetch(`${collector.url}/api/v1/datasets`)).text()).toContain("orders"),
      { timeout: 30_000 },
    );
  });
  afterAll(async () => {
    await collector.close();
  });

  test("all that it knows, with what its events say, and entries that match nothing", async () => {
    const root = directoryWith({ "tidemark.yml": file });
    const { code, stdout, stderr } = await tidemark(["check", root, "--at", "2026-03-28"], {
      TIDEMARK_URL: collector.url,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const text = stdout.replaceAll(`${root}/`, "");
    expect(text).toContain("tidemark.yml:7:5: warning: shop/gone matches no dataset that the collector knows\n");
    expect(text).toMatch(
      /^ {2}owner +team:sales +facet ownership\n +instead of shop, tidemark\.yml:6:31 \(match shop\/\*\*\)$/m,
    );
    expect(text).toMatch(/^ {2}severity +critical +tag tidemark\.severity$/m);
    expect(text).toMatch(/^ {2}volume\.min_rows +7 +facet tidemark_expectations$/m);
    expect(text).toContain("  tag tidemark.slo: `slo` takes a percentage such as 99.5%");
    expect(text).toMatch(/^shop\/load {2}job$/m);
    expect(text).not.toContain("whatever matches");
    expect(text).toMatch(/\n1 more dataset or job with nothing but what is built in\n$/);
    expect(await tidemark(["check", root, "--strict"], { TIDEMARK_URL: collector.url })).toMatchObject({
      code: 1,
      stderr: "2 warnings",
    });
  });

  test("a name that it does not know is said to be unknown; offline it is not asked", async () => {
    const root = directoryWith({ "tidemark.yml": file });
    const unknown = await tidemark(["check", root, "--dataset", "shop/new", "--url", collector.url]);
    expect(unknown.stdout).toContain("shop/new  dataset, not known to the collector");
    const offline = await tidemark(["check", root, "--offline"], { TIDEMARK_URL: "http://127.0.0.1:1" });
    expect(offline.code).toBe(0);
    expect(await tidemark(["check", root], { TIDEMARK_URL: "http://127.0.0.1:1" })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no collector can be reached"),
    });
  });
});
