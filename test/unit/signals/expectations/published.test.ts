import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { calendarSchemaFile, expectationsSchemaFile } from "#cli/docs/expectations-schema.ts";
import { Temporal } from "#signals/calendar/temporal.ts";
import { problemText } from "#signals/expectations/problem.ts";
import { calendarFile } from "#signals/expectations/schema/calendars.ts";
import { expectationsFile } from "#signals/expectations/schema/file.ts";
import { parseYaml } from "#signals/expectations/yaml/parse-yaml.ts";
import { load } from "#test/support/expectations.ts";

const docs = new URL("../../../../docs/", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, docs), "utf8");

const ajv = new Ajv({ strict: true, allowUnionTypes: true });
// Formats are zod's words, with a pattern beside each.
ajv.addFormat("email", true);
const isExpectations = ajv.compile(JSON.parse(expectationsSchemaFile()));
const isCalendar = ajv.compile(JSON.parse(calendarSchemaFile()));

/** The YAML of a page that is a whole file. */
function examples(page: string): readonly string[] {
  return [...read(page).matchAll(/```yaml\n([\s\S]*?)```/g)]
    .map(([, text = ""]) => text)
    .filter((text) => /^version: 1$/m.test(text));
}

describe("the JSON Schema for editors", () => {
  test.each([
    ["schemas/tidemark.schema.json", expectationsSchemaFile],
    ["schemas/tidemark-calendar.schema.json", calendarSchemaFile],
  ])("docs/%s is current; else: npm run docs:configuration", (path, content) => {
    expect(read(path)).toBe(content());
  });

  const wrong = [
    "datasets: []",
    "version: 2",
    "version: 1\nfoo: 1",
    "version: 1\ndatasets: [{owner: a}]",
    "version: 1\ndatasets: [{match: a, freshness: {max_age: soon}}]",
    "version: 1\ndatasets: [{match: a, severity: bad}]",
    "version: 1\ndatasets: [{match: a, volume: {min_rows: -1}}]",
    "version: 1\njobs: [{match: a, volume: {}}]",
    "version: 1\nchannels: {a: {type: slack, token: xoxb}}",
    "version: 1\nchannels: {a b: {type: stdout}}",
    "version: 1\ncalendars: {a: {holidays: [{yearly: 1}]}}",
  ];
  test.each(wrong)("refuses as the check does: %j", (text) => {
    const { content } = parseYaml({ path: "t.yml", text });
    expect(isExpectations(content?.value)).toBe(false);
    expect(expectationsFile.safeParse(content?.value).success).toBe(false);
  });
});

describe("what the documentation shows", () => {
  const pages = examples("expectations.md");

  test("has examples", () => {
    expect(pages.length).toBeGreaterThan(0);
  });

  test.each(pages)("is right: %#", (text) => {
    const included = Object.fromEntries(
      globSync("calendars/*.yml", { cwd: fileURLToPath(docs) }).map((path) => [path, read(path)]),
    );
    const { problems } = load({ "tidemark.yml": text }, included);
    expect(problems.filter(({ severity }) => severity === "error").map(problemText)).toEqual([]);
    const { content } = parseYaml({ path: "tidemark.yml", text });
    expect(isExpectations(content?.value), JSON.stringify(isExpectations.errors)).toBe(true);
  });
});

const holidays = (name: string, year: number): string => {
  const text = "version: 1\ndefaults: {calendar: c}\ncalendars: {c: {include: FILE}}\n".replace("FILE", `${name}.yml`);
  const { declarations, problems } = load({ "tidemark.yml": text }, { [`${name}.yml`]: read(`calendars/${name}.yml`) });
  expect(problems.map(problemText)).toEqual([]);
  const calendar = declarations.calendars.get("c")?.calendar;
  const first = new Temporal.PlainDate(year, 1, 1);
  return Array.from({ length: first.daysInYear }, (_, index) => first.add({ days: index }))
    .filter((date) => date.dayOfWeek < 6 && calendar?.isBusinessDay(date) === false)
    .map((date) => date.toString().slice(5))
    .join(" ");
};

describe("the calendars that come with it", () => {
  // As their authorities published them.
  test.each([
    ["target2", 2026, "01-01 04-03 04-06 05-01 12-25"],
    ["target2", 2027, "01-01 03-26 03-29"],
    ["de", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 12-25"],
    ["de", 2025, "01-01 04-18 04-21 05-01 05-29 06-09 10-03 12-25 12-26"],
    ["us-federal", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25"],
    ["us-federal", 2021, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31"],
    ["england", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"],
    ["england", 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"],
  ])("%s %d", (name, year, expected) => {
    expect(holidays(name, year)).toBe(expected);
    const { content } = parseYaml({ path: name, text: read(`calendars/${name}.yml`) });
    expect(isCalendar(content?.value)).toBe(true);
    expect(calendarFile.safeParse(content?.value).success).toBe(true);
  });
});
