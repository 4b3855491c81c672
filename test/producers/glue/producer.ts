import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { SchemaDiffAnswer } from "#query/things/schema-difference.ts";
import type { DatasetDetail } from "#query/things/dataset.ts";
import { startEmulatedAws } from "../harness/emulated-aws.ts";
import type { Producer } from "../harness/producer.ts";
import type { Workplace } from "../harness/workplace.ts";

export const glue: Producer = {
  name: "glue",
  runs: "AWS Glue's schema registry by moto, `tidemark import schema-registry`: Avro in three versions, Protobuf, JSON Schema",
  needs: ["python3"],
  from: { registry: "PyPI", distribution: "moto" },
  async run(workplace) {
    const { collector, program } = workplace;
    const aws = await startEmulatedAws(workplace);
    try {
      await program("python", ["register.py"], { env: aws.env });
      const main = fileURLToPath(new URL("../../../cli/main.ts", import.meta.url));
      const env = { ...aws.env, TIDEMARK_URL: collector.url };
      // Twice: the second adds nothing but that the latest are still in force.
      for (const address of ["glue://eu-central-1/shop", "glue:///shop"])
        await program(process.execPath, [main, "import", "schema-registry", address], { env });
      const unknown = [main, "import", "schema-registry", "glue://eu-central-1/shop", "--subject", "nothing"];
      const told = await program(process.execPath, unknown, { env, code: 1 });
      assert.match(told, /^tidemark: glue:\/\/eu-central-1\/shop: .*nothing/m);
    } finally {
      await aws.kill();
    }
  },
  checks: (workplace) => [
    { title: "three versions of an Avro schema, and what the third changed", holds: () => avro(workplace) },
    { title: "Protobuf and JSON Schema, by their own fields", holds: () => others(workplace) },
    { title: "the compatibility mode, in Glue's words", holds: () => mode(workplace) },
  ],
};

const dataset = ({ ask }: Workplace, name: string): Promise<DatasetDetail> =>
  ask(`datasets/${encodeURIComponent("glue://eu-central-1/shop")}/${name}`);

async function avro(workplace: Workplace): Promise<void> {
  const { schema } = await dataset(workplace, "orders-value");
  assert.equal(schema?.version, 3);
  const { compatibility, added } = await workplace.ask<SchemaDiffAnswer>("schemas/diff", {
    dataset: "glue://eu-central-1/shop/orders-value",
  });
  assert.deepEqual([compatibility, added.map(({ path, type }) => `${path} ${type}`)], ["full", ["total double"]]);
}

async function others(workplace: Workplace): Promise<void> {
  const fieldsOf = async (name: string): Promise<readonly string[] | undefined> =>
    (await dataset(workplace, name)).schema?.fields.map(({ path, type }) => `${path} ${type}`);
  assert.deepEqual(await fieldsOf("refunds"), ["id bigint", "reason Nullable(string)"]);
  assert.deepEqual(await fieldsOf("clicks"), ["url string NOT NULL"]);
}

async function mode(workplace: Workplace): Promise<void> {
  const { facets } = await dataset(workplace, "orders-value");
  const told: unknown = facets["tidemark_schemaRegistry"];
  assert.ok(JSON.stringify(told).includes('"compatibility":"FULL_ALL"'), JSON.stringify(told));
}
