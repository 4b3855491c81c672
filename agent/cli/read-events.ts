import type { Readable } from "node:stream";
import { JsonTexts } from "./json-texts.ts";
import type { JsonText } from "./json-texts.ts";
import { Lines } from "./lines.ts";

/** Cuts a stream of text into JSON texts. */
interface Splitter {
  push(chunk: string): Iterable<JsonText>;
  rest(): JsonText | undefined;
}

/**
 * The JSON texts of a stream: one a line (NDJSON), the elements of one array, or an object written
 * over several lines. Which, shows at its beginning.
 */
export async function* readEvents(stream: Readable): AsyncGenerator<JsonText> {
  const decoder = new TextDecoder();
  let beginning = "";
  let splitter: Splitter | undefined;
  for await (const chunk of stream) {
    let text = typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    if (splitter === undefined) {
      beginning += text;
      splitter = splitterFor(beginning);
      if (splitter === undefined) continue;
      text = beginning;
    }
    yield* splitter.push(text);
  }
  splitter ??= new Lines();
  if (beginning !== "" && splitterFor(beginning) === undefined) yield* splitter.push(beginning);
  const rest = splitter.rest();
  if (rest !== undefined) yield rest;
}

/** Undefined while too little is known: no first line yet. */
function splitterFor(beginning: string): Splitter | undefined {
  const text = beginning.trimStart();
  if (text.startsWith("[")) return new JsonTexts(true);
  if (/^\{[ \t]*\r?\n/.test(text)) return new JsonTexts(false);
  return text.includes("\n") || text.length > 1024 ? new Lines() : undefined;
}
