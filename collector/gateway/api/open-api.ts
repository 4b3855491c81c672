import { z } from "zod";
import { named } from "#query/answer-schemas.ts";
import { errorAnswer } from "../errors.ts";
import type { ErrorCode } from "../errors.ts";
import { documentedRoutes, errorShape } from "./documented.ts";
import type { DocumentedRoute } from "./documented.ts";
import { endpoints } from "./endpoints.ts";
import { incidentActions } from "./incident-actions.ts";

type Json = Readonly<Record<string, unknown>>;

export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: Json;
  /** By address and method. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Json; readonly securitySchemes: Json };
  readonly security: readonly Json[];
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Json;
  /** By status. */
  readonly responses: Readonly<Record<string, Response>>;
  readonly security?: readonly Json[];
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required?: true;
  readonly description?: string;
  readonly schema: z.core.JSONSchema.BaseSchema;
}

interface Response {
  readonly description: string;
  readonly content: Content;
}

interface Content {
  readonly "application/json": { readonly schema: object };
}

export interface OpenApiOptions {
  readonly version: string;
  /** Says that answers have no members but those described. Clients must expect more; tests must not. */
  readonly closed?: boolean;
}

/** The OpenAPI 3.1 document, from the schemas that requests are checked by and answers are typed by. */
export function openApiDocument({ version, closed = false }: OpenApiOptions): OpenApiDocument {
  const routes = [...documentedRoutes, ...incidentActions, ...endpoints.map(routeOf)];
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route);
  return {
    openapi: "3.1.0",
    info: {
      title: "Tidemark",
      version,
      description: "What pipelines report, and what is derived from it. Members may be added to answers.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    paths,
    components: {
      schemas: answerSchemas(routes, closed),
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "one of the keys in TIDEMARK_API_KEYS" } },
    },
    security: [{ key: [] }, {}],
  };
}

/** What every question can be answered with besides its own. */
const questionErrors: readonly ErrorCode[] = ["invalid_parameter", "store_unavailable", "query_too_expensive"];

function routeOf(endpoint: (typeof endpoints)[number]): DocumentedRoute {
  const errors = [...questionErrors, ...endpoint.errors];
  return { ...endpoint, method: "get", status: 200, errors };
}

function operation(route: DocumentedRoute): Operation {
  const { id, summary, description, parameters, body, status, answerName, failure, open } = route;
  return {
    operationId: id,
    summary,
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters: parametersOf(route.path, parameters) }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: json(schemaOf(body)) } }),
    responses: {
      [status]: { description: summary, content: json(refTo(answerName)) },
      ...errorResponses(open === true ? route.errors : ["unauthorized", ...route.errors], "Error"),
      ...(failure === undefined ? {} : errorResponses(failure.errors, failure.name)),
    },
    ...(open === true ? { security: [] } : {}),
  };
}

function parametersOf(path: string, parameters: z.ZodObject): readonly Parameter[] {
  const { properties = {}, required = [] } = schemaOf(parameters);
  return Object.entries(properties).map(([name, property]) =>
    parameterOf(name, path, required.includes(name), typeof property === "object" ? property : {}),
  );
}

function parameterOf(name: string, path: string, required: boolean, property: z.core.JSONSchema.BaseSchema): Parameter {
  const { description, ...schema } = property;
  const inPath = path.includes(`{${name}}`);
  return {
    name,
    in: inPath ? "path" : "query",
    ...(inPath || required ? { required: true } : {}),
    ...(description === undefined ? {} : { description }),
    schema,
  };
}

/** As it is sent: before it is turned into dates and numbers. */
function schemaOf(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}

function errorResponses(codes: readonly ErrorCode[], answerName: string): Readonly<Record<string, Response>> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = errorAnswer(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, sameStatus]): readonly [number, Response] => {
      const meanings = sameStatus.map((code) => `${code}: ${errorAnswer(code).body.message}`);
      return [status, { description: meanings.join("; "), content: json(refTo(answerName)) }];
    }),
  );
}

const errorSchema = z.object({
  ...errorShape,
  candidates: z
    .array(named)
    .optional()
    .meta({ description: "of unknown_name and ambiguous_name: what might have been meant" }),
});

function answerSchemas(routes: readonly DocumentedRoute[], closed: boolean): Json {
  const registry = z.registry<{ readonly id: string }>();
  registry.add(errorSchema, { id: "Error" });
  const added = new Set<z.ZodType>();
  for (const { answer, answerName, failure } of routes) {
    if (failure !== undefined) registry.add(failure.answer, { id: failure.name });
    if (!added.has(answer)) registry.add(answer, { id: answerName });
    added.add(answer);
  }
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      if (!closed && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _dialect, $id: _uri, ...schema }]) => [name, schema]),
  );
}

function refTo(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function json(schema: object): Content {
  return { "application/json": { schema } };
}
