import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createChance } from "#bench/detection/chance.ts";
import { Failure } from "#cli/failure.ts";
import { createProgram } from "#cli/program.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const plain = String;
const terminal = { columns: Infinity, print: plain, bold: plain, dim: plain, red: plain, yellow: plain, green: plain };

/** Runs the command in this process, from a file to a file. */
async function detect(
  csv: string,
  ...options: string[]
): Promise<{ lines: string[]; told: string[]; failure?: string }> {
  const directory = temporaryDirectory();
  const [input, output] = [join(directory, "in.csv"), join(directory, "out.csv")];
  writeFileSync(input, csv);
  const told: string[] = [];
  const program = createProgram({
    env: {},
    terminal,
    version: "test",
    notice: (text) => void told.push(text.replace(input, "in.csv")),
  });
  try {
    await program.run(["detect", input, "--output", output, ...options]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { lines: [], told, failure: error.message.replace(input, "in.csv") };
  }
  return { lines: readFileSync(output, "utf8").trimEnd().split("\n"), told };
}

/** Five minutes apart, with a daily rhythm, and one spike. */
function rows(count: number, spikeAt: number): string[] {
  const chance = createChance("detect");
  return Array.from({ length: count }, (_, index) => {
    const time = new Date(Date.UTC(2026, 0, 5) + index * 300_000).toISOString().slice(0, 19).replace("T", " ");
    const value = 50 + 20 * Math.sin((index / 288) * 2 * Math.PI) + chance.normal() + (index === spikeAt ? 40 : 0);
    return `${time},${value.toFixed(2)}`;
  });
}

const series = rows(2000, 1500);

test("each row comes back judged; the spike is told, once", async () => {
  const { lines, told } = await detect(["timestamp,value", ...series].join("\n"));
  expect(lines[0]).toBe("timestamp,value,expected,lower,upper,p,score,anomaly");
  expect(lines.slice(1).map((line) => line.split(",").slice(0, 2).join(","))).toEqual(series);
  expect(lines[1]).toMatch(/,,,,,0,0$/);
  const found = lines.slice(1).flatMap((line, index) => (line.endsWith(",1") ? [index] : []));
  expect(found).toEqual([1500]);
  const scores = lines.slice(1).map((line) => Number(line.split(",")[6]));
  expect(Math.max(...scores)).toBe(scores[1500]);
  expect(scores[1500]).toBeGreaterThan(0.5);
  expect(told).toEqual([]);
});

function judged(lines: readonly string[]): string[] {
  return lines.map((line) => line.split(",").slice(1).join(","));
}

test("other columns, quotes and Unix times make no difference", async () => {
  const unix = series.map((row) => {
    const [time = "", value = ""] = row.split(",");
    return `"a, ""b""",${value},${Date.parse(`${time.replace(" ", "T")}Z`) / 1000}`;
  });
  const [given, other] = [
    await detect(["timestamp,value", ...series].join("\n")),
    await detect(["\uFEFFhost,Value,timestamp", ...unix].join("\r\n")),
  ];
  expect(judged(other.lines)).toEqual(judged(given.lines));
});

test("as JSON, with all that a decision rests on", async () => {
  const { lines } = await detect(["timestamp,value", ...series].join("\n"), "--json");
  expect(JSON.parse(lines[1500] ?? "")).toMatchObject({
    timestamp: "2026-01-10 05:00:00",
    state: "anomalous",
    turn: "opened",
    anomaly: true,
    season: "time of day",
    history: { points: 1500, wanted: 288, from: "2026-01-05T00:00:00.000Z" },
  });
});

test("what is missing, repeated or goes back is judged as far as it can be, and told", async () => {
  const csv = [
    "timestamp,value",
    "2026-01-01,1",
    "2026-01-02,",
    "2026-01-03,NaN",
    "2026-01-04,2",
    "2026-01-04,3",
    "2025-12-31,4",
  ];
  const { lines, told } = await detect(csv.join("\n"));
  expect(lines).toHaveLength(7);
  expect(told).toEqual([
    "in.csv: 2 of 6 rows without a value: not judged",
    "in.csv: 1 of 6 rows with the timestamp of the row before: judged too",
    expect.stringContaining("in.csv: 1 of 6 rows earlier than one before, the first in line 7"),
    expect.stringContaining("in.csv: all learning: 4 of "),
  ]);
});

test.each([
  ["timestamp,value\n2026-01-01,1\n2026-01-02,one\n", 'in.csv: line 3: not a number: "one"'],
  ["timestamp,value\n\n\nyesterday,1\n", 'in.csv: line 4: not a timestamp: "yesterday"'],
  ["time,value\n2026-01-01,1\n", "in.csv: line 1: no column timestamp; the header has: time, value"],
  ["", "in.csv: empty; the first line must be a header with timestamp and value"],
])("says where a file is wrong: %j", async (csv, message) => {
  expect((await detect(csv)).failure).toBe(message);
});

test("says how a rate is written", async () => {
  expect((await detect("timestamp,value\n", "--false-alerts", "rarely")).failure).toContain("such as 1/90d");
  expect((await detect("timestamp,value\n", "--false-alerts", "2/1w")).failure).toBeUndefined();
});
