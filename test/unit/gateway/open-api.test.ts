import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { endpoints } from "#collector/gateway/api/endpoints.ts";
import { openApiDocument } from "#collector/gateway/api/open-api.ts";

const document = openApiDocument({ version: "1.2.3" });
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Every `$ref` in a value. */
function references(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === "$ref" && typeof member === "string" ? [member] : references(member),
  );
}

describe("the OpenAPI document", () => {
  test("has every question, and nothing twice", () => {
    for (const { path, id } of endpoints) expect(document.paths[path]?.["get"]?.operationId).toBe(id);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("refers to schemas that are there", () => {
    const names = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    for (const reference of references(document)) expect(names).toContain(reference);
    // Those that nobody refers to are a name too many.
    const used = new Set(references(document));
    for (const name of names) expect(used).toContain(name);
  });

  test("is JSON, and its schemas are JSON Schema 2020-12", () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    const ajv = addFormats.default(new Ajv2020({ strict: true }));
    ajv.addVocabulary(["openapi", "info", "paths", "components", "security"]);
    ajv.addSchema(document, "document");
    for (const name of Object.keys(document.components.schemas))
      expect(() => ajv.compile({ $ref: `document#/components/schemas/${name}` })).not.toThrow();
    for (const { operation } of operations)
      for (const { schema } of operation.parameters ?? []) expect(() => ajv.compile(schema)).not.toThrow();
  });

  test("declares each part of a path, and describes each parameter", () => {
    for (const { path, operation } of operations) {
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      expect(inPath.map(({ name }) => `{${name}}`).sort()).toEqual([...path.matchAll(/\{\w+\}/g)].map(String).sort());
      expect(inPath.every(({ required }) => required === true)).toBe(true);
    }
    for (const { path } of endpoints)
      for (const { name, description } of document.paths[path]?.["get"]?.parameters ?? [])
        expect([path, name, description]).toEqual([path, name, expect.stringMatching(/\w/)]);
  });

  test("lets members be added to answers, unless it is closed", () => {
    expect(JSON.stringify(document.components)).not.toContain('"additionalProperties":false');
    const closed = openApiDocument({ version: "1.2.3", closed: true });
    expect(JSON.stringify(closed.components)).toContain('"additionalProperties":false');
  });

  test("has the errors of each question, in one shape", () => {
    const responses = document.paths["/api/v1/datasets/{dataset}"]?.["get"]?.responses;
    expect(Object.keys(responses ?? {})).toEqual(["200", "400", "401", "404", "409", "503", "504"]);
    expect(responses?.["404"]).toMatchObject({
      description: "unknown_name: this is not known here",
      content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
    });
  });
});
