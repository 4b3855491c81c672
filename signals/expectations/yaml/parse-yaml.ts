import { LineCounter, parseAllDocuments } from "yaml";
import type { Document } from "yaml";
import type { Position, Problem } from "../problem.ts";
import type { Located } from "./located.ts";
import { NodeReader } from "./node-reader.ts";
import type { NodeProblem } from "./node-reader.ts";

export interface SourceFile {
  /** As it is shown in messages. */
  readonly path: string;
  readonly text: string;
}

/** More than any such file has: what is larger was given by mistake. */
export const maxFileBytes = 1024 * 1024;

/** One mistake in the grammar makes many: the first ones tell. */
const maxProblems = 20;

export interface ParsedYaml {
  /** Undefined when the text is no YAML that can be used. */
  readonly content: Located | undefined;
  readonly problems: readonly Problem[];
}

/** Reads YAML 1.2, all problems at once. Bounded in size, depth and in what aliases may expand to. */
export function parseYaml(file: SourceFile): ParsedYaml {
  const lines = new LineCounter();
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file: file.path, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const failed = (problems: readonly NodeProblem[]): ParsedYaml => ({
    content: undefined,
    problems: problems
      .slice(0, maxProblems)
      .map(({ offset, message }) => ({ severity: "error", position: position(offset), message })),
  });
  if (Buffer.byteLength(file.text) > maxFileBytes) return failed([{ offset: 0, message: "is larger than 1 MiB" }]);
  const document = parseOne(file.text, lines);
  if (!("contents" in document)) return failed(document);
  const reader = new NodeReader(position);
  const value = document.contents === null ? null : reader.read(document.contents);
  if (reader.problems.length > 0) return failed(reader.problems);
  return { content: reader.located(value), problems: [] };
}

type OneDocument = Document.Parsed;

function parseOne(text: string, lines: LineCounter): OneDocument | readonly NodeProblem[] {
  const documents = parseDocuments(text, lines);
  if (documents === undefined) return [tooDeep];
  const [document, second] = documents;
  if (document === undefined) return [{ offset: 0, message: "is empty: it must begin with `version: 1`" }];
  const errors = [...document.errors, ...document.warnings];
  if (errors.some(({ message }) => stackExhausted.test(message))) return [tooDeep];
  const problems = errors.map(({ pos, message }) => ({
    offset: pos[0],
    message: `is no valid YAML: ${withoutSource(message)}`,
  }));
  const { explicit, version } = document.directives.yaml;
  if (explicit === true && version !== "1.2")
    problems.push({ offset: 0, message: "is read as YAML 1.2: remove %YAML" });
  if (second !== undefined) {
    problems.push({ offset: second.range[0], message: "holds several YAML documents (`---`): write one a file" });
  }
  return problems.length > 0 ? problems : document;
}

/** The parser quotes what it stumbles over, which may be a secret. */
function withoutSource(message: string): string {
  return message.replace(/:? ".*"$/s, "");
}

const tooDeep: NodeProblem = { offset: 0, message: "is nested too deeply" };
const stackExhausted = /Maximum call stack|Stack overflow/;

function parseDocuments(text: string, lineCounter: LineCounter): readonly OneDocument[] | undefined {
  try {
    // Keys are compared by the reader: the package compares each with each.
    const parsed = parseAllDocuments(text, {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: false,
      resolveKnownTags: false,
      logLevel: "silent",
    });
    return [...parsed];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
