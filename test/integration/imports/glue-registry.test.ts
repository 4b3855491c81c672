import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openGlueRegistry } from "#importers/schema-registry/glue-registry.ts";
import { ImportError } from "#importers/imported.ts";
import { startAwsAnswers } from "#test/support/aws-answers.ts";
import type { AwsAnswers } from "#test/support/aws-answers.ts";

/** Glue's answers as AWS documents them, to AWS's own client. An emulator runs in `npm run test:producers glue`. */
let aws: AwsAnswers;
beforeAll(async () => {
  aws = await startAwsAnswers();
});
afterAll(() => aws.close());

const listed = (number: number, Status = "AVAILABLE") => ({ VersionNumber: number, Status });
const open = () => openGlueRegistry({ registry: "shop", region: "eu-central-1" });

test("schemas come in pages, those that are being deleted do not", async () => {
  aws.answer = (_, request) =>
    JSON.stringify(request).includes("NextToken")
      ? { body: { Schemas: [{ SchemaName: "refunds", SchemaStatus: "AVAILABLE" }] } }
      : {
          body: {
            Schemas: [
              { SchemaName: "orders", SchemaStatus: "AVAILABLE" },
              { SchemaName: "old", SchemaStatus: "DELETING" },
            ],
            NextToken: "more",
          },
        };
  const { subjects, address } = await open();
  expect([await subjects(), address]).toEqual([["orders", "refunds"], "glue://eu-central-1/shop"]);
  expect(aws.asked[0]).toBe('ListSchemas {"RegistryId":{"RegistryName":"shop"}}');
});

test("versions are in their order, without those that were refused, as of when they were made", async () => {
  const created = ["2026-01-31T00:00:00.000Z", "2026-02-01 00:00:00.5", "not a time"];
  aws.answer = (operation, request) => {
    if (operation === "GetSchema") return { body: { Compatibility: "BACKWARD_ALL" } };
    const number = Number(/"VersionNumber":(\d+)/.exec(JSON.stringify(request))?.[1]);
    if (operation === "ListSchemaVersions")
      return { body: { Schemas: [listed(4), listed(3, "FAILURE"), listed(2), listed(1)] } };
    const at = [1, 2, 4].indexOf(number);
    return {
      body: { SchemaVersionId: `id-${number}`, SchemaDefinition: "{}", DataFormat: "JSON", CreatedTime: created[at] },
    };
  };
  const { subject } = await open();
  const version = { subject: "orders-value", schemaType: "JSON", schema: "{}" };
  expect(await subject("orders-value")).toEqual({
    name: "orders-value",
    dataset: "orders-value",
    compatibility: "BACKWARD_ALL",
    versions: [
      { ...version, version: 1, id: "id-1", ts: Date.UTC(2026, 0, 31) },
      { ...version, version: 2, id: "id-2", ts: Date.UTC(2026, 1, 1, 0, 0, 0, 500) },
      { ...version, version: 4, id: "id-4", ts: undefined },
    ],
  });
});

test("what Glue refuses is told, with where", async () => {
  aws.answer = () => ({ status: 400, body: { __type: "EntityNotFoundException", message: "Registry is not found" } });
  const { subjects } = await open();
  await expect(subjects()).rejects.toThrow(new ImportError("glue://eu-central-1/shop: Registry is not found"));
});

test("without a region it is told how to say one", async () => {
  vi.stubEnv("AWS_REGION", undefined);
  vi.stubEnv("AWS_CONFIG_FILE", "/nowhere");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere");
  await expect(openGlueRegistry({ registry: "shop" })).rejects.toThrow("write glue://REGION/shop, or set AWS_REGION");
});
