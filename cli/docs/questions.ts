import { endpoints } from "#collector/gateway/api/endpoints.ts";
import { openApiDocument } from "#collector/gateway/api/open-api.ts";
import type { Operation, Parameter } from "#collector/gateway/api/open-api.ts";

/** What every list has is told once. */
const common: ReadonlySet<string> = new Set(["asOf", "limit", "cursor"]);

/** Each question: what it is, what it can be given, which errors it has of its own; from the OpenAPI document. */
export function questionsText(): string {
  const { paths } = openApiDocument({ version: "" });
  return endpoints
    .flatMap(({ path, errors }) => {
      const operation = paths[path]?.["get"];
      return operation === undefined ? [] : [questionText(path, operation, errors)];
    })
    .join("\n");
}

function questionText(
  path: string,
  { summary, description, parameters = [] }: Operation,
  errors: readonly string[],
): string {
  const own = parameters.filter(({ name }) => !common.has(name));
  const shared = parameters.filter(({ name }) => common.has(name)).map(({ name }) => `\`${name}\``);
  const lines = own.map(parameterText);
  const also = shared.length === 0 ? "" : `- also ${shared.join(", ")}\n`;
  const failing = errors.length === 0 ? "" : `- errors: ${errors.map((code) => `\`${code}\``).join(", ")}\n`;
  return `**\`GET ${path}\`**: ${sentence(summary)}${description === undefined ? "" : ` ${sentence(description)}`}\n\n${lines.join("")}${also}${failing}`;
}

function parameterText({ name, required, description, schema }: Parameter): string {
  const { default: byDefault, enum: words, minimum, maximum } = schema;
  const notes = [
    required === true ? "required" : "",
    words === undefined ? "" : words.map((word) => `\`${word}\``).join(", "),
    minimum === undefined || maximum === undefined ? "" : `${minimum} to ${maximum}`,
    byDefault === undefined ? "" : `${JSON.stringify(byDefault)} when not said`,
  ].filter((note) => note !== "");
  return `- \`${name}\`${notes.length === 0 ? "" : ` (${notes.join("; ")})`}: ${description ?? ""}\n`;
}

function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}
