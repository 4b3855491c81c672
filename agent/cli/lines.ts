import type { JsonText } from "./json-texts.ts";

/** Lines that are not empty, with their numbers from 1. */
export class Lines {
  #line = 0;
  #parts: string[] = [];

  *push(chunk: string): Generator<JsonText> {
    let start = 0;
    for (let at = chunk.indexOf("\n"); at >= 0; at = chunk.indexOf("\n", start)) {
      this.#parts.push(chunk.slice(start, at));
      start = at + 1;
      yield* this.#finish();
    }
    this.#parts.push(chunk.slice(start));
  }

  rest(): JsonText | undefined {
    return [...this.#finish()][0];
  }

  *#finish(): Generator<JsonText> {
    const text = this.#parts.join("").trim();
    this.#parts = [];
    this.#line++;
    if (text !== "") yield { line: this.#line, text };
  }
}
