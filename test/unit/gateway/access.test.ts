import { describe, expect, test } from "vitest";
import { isFromWebPage } from "#collector/gateway/browser-guard.ts";
import { bearerKey, createKeyRing } from "#collector/key-ring.ts";

describe("keys", () => {
  const holderOf = createKeyRing([
    { name: "airflow", key: "k-airflow" },
    { name: "dbt", key: "k-dbt" },
  ]);

  test("names the holder of a key, and nobody for another", () => {
    expect(holderOf("k-airflow")).toBe("airflow");
    expect(holderOf("k-dbt")).toBe("dbt");
    for (const wrong of ["", "k-dbt ", "K-DBT", "k-db", "k-dbtx"]) expect(holderOf(wrong)).toBeUndefined();
  });

  test.each([
    ["Bearer k-dbt", "k-dbt"],
    ["bearer  k-dbt ", "k-dbt"],
    ["Basic k-dbt", ""],
    ["Bearer", ""],
    ["Bearer a b", ""],
    [undefined, ""],
  ])("of the header %j", (header, key) => {
    expect(bearerKey(header)).toBe(key);
  });
});

describe("a web page", () => {
  test.each([
    "127.0.0.1:5050",
    "localhost:5050",
    "[::1]:5050",
    "192.168.1.5",
    "collector",
    "collector:5050",
    "host.docker.internal:5050",
    "collector.tidemark.svc.cluster.local",
  ])("has not made a request to %s", (host) => {
    expect(isFromWebPage({ host })).toBe(false);
  });

  test.each([
    { host: "evil.example:5050" },
    { host: "127.0.0.1.evil.example" },
    { host: "localhost", origin: "https://evil.example" },
    { host: "localhost", origin: "null" },
    { host: "localhost", "sec-fetch-site": "cross-site" },
  ])("may have made %j", (headers) => {
    expect(isFromWebPage(headers)).toBe(true);
  });
});
