import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { profiledPath } from "#cli/profile/profiled-path.ts";

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "tidemark-profiled-"));
  for (const name of ["a.csv.gz", "b.parquet"]) writeFileSync(join(home, name), "");
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

test("the format is in the name, also of what is compressed", async () => {
  expect(await profiledPath(join(home, "a.csv.gz"), undefined, {})).toMatchObject({ format: "CSVWithNames" });
  expect(await profiledPath(join(home, "a.csv.gz"), "parquet", {})).toMatchObject({ format: "Parquet" });
});

test("files by a pattern are the dataset that is their directory", async () => {
  const file = await profiledPath(join(home, "b.parquet"), undefined, {});
  const directory = await profiledPath(join(home, "*.parquet"), undefined, {});
  expect([file.dataset.name, directory.dataset.name]).toEqual([join(home, "b.parquet"), home]);
  const bucket = await profiledPath("s3://lake/orders/day=*/part-?.parquet", undefined, {});
  expect(bucket.dataset).toMatchObject({ namespace: "s3://lake", name: "orders" });
});

const of = async (env: Readonly<Record<string, string>>): Promise<readonly [string, readonly string[]]> => {
  const { from, secrets } = await profiledPath("s3://lake/orders.csv", undefined, env);
  return [from, secrets];
};

test("a bucket is where its region, or an endpoint, is; with the keys there are", async () => {
  expect(await of({ AWS_REGION: "eu-central-1" })).toEqual([
    "s3('https://lake.s3.eu-central-1.amazonaws.com/orders.csv', NOSIGN, 'CSVWithNames')",
    [],
  ]);
  const keys = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "key", AWS_SESSION_TOKEN: "" };
  expect(await of({ ...keys, AWS_ENDPOINT_URL: "http://127.0.0.1:9000/" })).toEqual([
    "s3('http://127.0.0.1:9000/lake/orders.csv', 'id', 'key', 'CSVWithNames')",
    ["id", "key"],
  ]);
});

test.each([
  ["orders.xlsx", "--format"],
  ["s3://lake", "--format"],
  ["s3://Lake/orders.csv", "such as s3://bucket/path"],
  ["/nowhere/*.csv", "there is no such file"],
])("%s is told", async (path, words) => {
  await expect(profiledPath(path, undefined, {})).rejects.toThrow(words);
});

test("a directory is told how to name its files", async () => {
  await expect(profiledPath(home, "csv", {})).rejects.toThrow("for those of a directory say");
});
