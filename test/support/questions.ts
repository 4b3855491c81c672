import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "vitest";
import { openApiDocument } from "#collector/gateway/api/open-api.ts";
import { startTestCollector } from "./collector.ts";
import type { TestCollector } from "./collector.ts";

export interface Reply {
  readonly status: number;
  // What a test looks at is what it expects; the schema is checked by `ask`.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** A collector that is asked; each of its answers is checked against the OpenAPI document. */
export interface Questions {
  readonly collector: TestCollector;
  /** Stored when it resolves; received when they happened. */
  readonly send: (events: readonly unknown[]) => Promise<void>;
  /** `path` as in an address, below `/api/v1/`. */
  readonly ask: (path: string, parameters?: Readonly<Record<string, string>>) => Promise<Reply>;
  /** Throws when an answer is not as the document says. */
  readonly check: AnswerCheck;
}

export type AnswerCheck = (method: string, path: string, status: number, body: unknown) => void;

/** On a data directory when given, which stays. */
export async function startQuestions(
  dataDirectory?: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Questions> {
  const check = answerCheck();
  const collector = await startTestCollector({
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
    env: { TIDEMARK_NATS: "off", TIDEMARK_ALLOW_BACKDATING: "true", ...env },
  });
  return {
    collector,
    check,
    async send(events) {
      const response = await fetch(`${collector.url}/api/v1/lineage/batch`, {
        method: "POST",
        body: JSON.stringify(events),
        headers: { "content-type": "application/json", "tidemark-received-at": "event-time" },
      });
      expect(await response.json()).toMatchObject({ summary: { failed: 0 } });
    },
    async ask(path, parameters = {}) {
      const query = new URLSearchParams(parameters).toString();
      const response = await fetch(`${collector.url}/api/v1/${path}${query === "" ? "" : `?${query}`}`);
      const body: unknown = await response.json();
      check("get", `/api/v1/${path}`, response.status, body);
      return { status: response.status, body };
    },
  };
}

/** Throws when an answer is not as the document says, has a member more, or a status that is not in it. */
export function answerCheck(): AnswerCheck {
  const document = openApiDocument({ version: "test", closed: true });
  const ajv = addFormats.default(new Ajv2020({ strict: true, allErrors: true }));
  ajv.addVocabulary(["openapi", "info", "paths", "components", "security"]);
  ajv.addSchema(document, "document");
  const operations = Object.entries(document.paths).map(([template, methods]) => ({
    template,
    pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
    methods,
  }));
  const validators = new Map<string, ValidateFunction>();
  return (method, path, status, body) => {
    const matching = operations.filter(({ pattern }) => pattern.test(path));
    const operation = (matching.find(({ template }) => template === path) ?? matching[0])?.methods[method];
    const schema = operation?.responses[status]?.content["application/json"].schema;
    const reference = schema === undefined ? undefined : Reflect.get(schema, "$ref");
    if (typeof reference !== "string") throw new Error(`the document has no ${status} for ${method} ${path}`);
    const validate = validators.get(reference) ?? ajv.compile({ $ref: `document${reference}` });
    validators.set(reference, validate);
    if (!validate(body)) throw new Error(`${method} ${path}: ${ajv.errorsText(validate.errors)}`);
  };
}
