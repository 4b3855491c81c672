import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "#demo/platform/ports.ts";
import type { SchemaDiffAnswer } from "#query/things/schema-difference.ts";
import type { DatasetDetail } from "#query/things/dataset.ts";
import { until } from "#test/support/load.ts";
import type { Installation, Producer } from "../harness/producer.ts";
import { copyArtifact } from "../harness/maven.ts";
import { runProgram } from "../harness/run-program.ts";
import type { Workplace } from "../harness/workplace.ts";

// The newest that runs on Java 17.
const version = "2.6.13.Final";
const jar = `apicurio-registry-app-${version}-runner.jar`;
const startsWithinMs = 120_000;

export const schemaRegistry: Producer = {
  name: "schema-registry",
  runs: "Apicurio by Confluent's REST interface, `tidemark import schema-registry`: Avro in two versions, Protobuf, JSON Schema",
  needs: ["java", "mvn"],
  from: { registry: "Maven Central", version },
  prepare: fetchRegistry,
  async run(workplace) {
    const { port } = await freePort(8081);
    const java = ["-Xmx512m", "-Dquarkus.http.host=127.0.0.1", `-Dquarkus.http.port=${port}`, "-jar", jar];
    const child = spawn("java", java, { cwd: join(workplace.cache, "app"), stdio: "ignore" });
    process.once("exit", () => child.kill("SIGKILL"));
    const exited = once(child, "exit");
    try {
      await importFrom(`http://127.0.0.1:${port}/apis/ccompat/v7`, workplace);
    } finally {
      child.kill("SIGKILL");
      await exited;
    }
  },
  checks: (workplace) => [
    { title: "two versions of an Avro schema, and what the second changed", holds: () => avro(workplace) },
    { title: "Protobuf and JSON Schema, by their own fields", holds: () => others(workplace) },
    { title: "the subject's compatibility mode", holds: () => mode(workplace) },
  ],
};

async function fetchRegistry({ cache }: Installation, withinMs: number): Promise<void> {
  if (existsSync(join(cache, "app", jar))) return;
  await mkdir(join(cache, "app"), { recursive: true });
  await copyArtifact(`io.apicurio:apicurio-registry-app:${version}:tar.gz:all`, cache, { cwd: cache, withinMs });
  const archive = `apicurio-registry-app-${version}-all.tar.gz`;
  const unpacked = await runProgram("tar", ["xzf", archive, "-C", "app"], {
    cwd: cache,
    env: process.env,
    timeoutMs: withinMs,
  });
  if (unpacked.code !== 0) throw new Error(`tar ${archive}: ${unpacked.output}`);
}

async function importFrom(registry: string, { tidemark }: Workplace): Promise<void> {
  const answers = (): Promise<boolean> =>
    fetch(`${registry}/subjects`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(answers, startsWithinMs);
  for (const [subject, body] of registered) {
    await send("POST", `${registry}/subjects/${subject}/versions`, body);
  }
  await send("PUT", `${registry}/config/orders-value`, { compatibility: "FULL_TRANSITIVE" });
  const importing = ["import", "schema-registry", registry, "--dataset-namespace", "kafka://broker:9092"];
  // Twice: the second adds nothing but that the latest are still in force.
  for (let time = 0; time < 2; time++) await tidemark(importing);
}

async function send(method: string, url: string, body: object): Promise<void> {
  const headers = { "content-type": "application/vnd.schemaregistry.v1+json" };
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}

const order = (...fields: readonly object[]): object => ({
  schema: JSON.stringify({
    type: "record",
    name: "Order",
    namespace: "shop",
    fields: [{ name: "id", type: "long" }, ...fields],
  }),
});
const refund = 'syntax = "proto3"; package shop; message Refund { int64 id = 1; optional string reason = 2; }';
const click = { type: "object", properties: { url: { type: "string" } }, required: ["url"] };

const registered: readonly (readonly [subject: string, body: object])[] = [
  ["orders-value", order()],
  ["orders-value", order({ name: "email", type: ["null", "string"], default: null })],
  ["refunds-value", { schemaType: "PROTOBUF", schema: refund }],
  ["clicks-value", { schemaType: "JSON", schema: JSON.stringify(click) }],
];

const dataset = ({ ask }: Workplace, topic: string): Promise<DatasetDetail> =>
  ask(`datasets/${encodeURIComponent("kafka://broker:9092")}/${topic}`);

async function avro(workplace: Workplace): Promise<void> {
  const { schema } = await dataset(workplace, "orders");
  assert.equal(schema?.version, 2);
  const { compatibility, added } = await workplace.ask<SchemaDiffAnswer>("schemas/diff", {
    dataset: "kafka://broker:9092/orders",
  });
  assert.deepEqual(
    [compatibility, added.map(({ path, type }) => `${path} ${type}`)],
    ["full", ["email Nullable(string)"]],
  );
}

async function others(workplace: Workplace): Promise<void> {
  const fieldsOf = async (topic: string): Promise<readonly string[] | undefined> =>
    (await dataset(workplace, topic)).schema?.fields.map(({ path, type }) => `${path} ${type}`);
  assert.deepEqual(await fieldsOf("refunds"), ["id bigint", "reason Nullable(string)"]);
  assert.deepEqual(await fieldsOf("clicks"), ["url string NOT NULL"]);
}

async function mode(workplace: Workplace): Promise<void> {
  const { facets } = await dataset(workplace, "orders");
  const told: unknown = facets["tidemark_schemaRegistry"];
  assert.ok(JSON.stringify(told).includes('"compatibility":"FULL_TRANSITIVE"'), JSON.stringify(told));
}
