/** One JSON text of a stream, and the line it begins on, from 1. */
export interface JsonText {
  readonly line: number;
  readonly text: string;
}

const quote = 0x22;
const backslash = 0x5c;
const newline = 0x0a;

/**
 * Finds the elements of an array, or texts that follow each other, in chunks of text, without
 * parsing them: it only counts brackets outside of strings. Memory is bounded by the largest of them.
 */
export class JsonTexts {
  readonly #inArray: boolean;
  #line = 1;
  #startLine = 1;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #parts: string[] = [];
  #collecting = false;
  #opened = false;

  constructor(inArray: boolean) {
    this.#inArray = inArray;
  }

  *push(chunk: string): Generator<JsonText> {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      if (code === newline) this.#line++;
      if (!this.#collecting) {
        if (this.#isBetween(chunk[at] ?? "")) continue;
        this.#collecting = true;
        this.#startLine = this.#line;
        start = at;
      }
      if (this.#endsBefore(code, chunk[at] ?? "")) {
        yield this.#finish(chunk.slice(start, at));
      } else if (this.#endsAt(code)) {
        yield this.#finish(chunk.slice(start, at + 1));
      }
    }
    if (this.#collecting) this.#parts.push(chunk.slice(start));
  }

  /** What was begun and not ended. */
  rest(): JsonText | undefined {
    return this.#collecting ? this.#finish("") : undefined;
  }

  /** White space, commas, and the brackets of the array itself. */
  #isBetween(char: string): boolean {
    if (this.#inArray && !this.#opened && char === "[") {
      this.#opened = true;
      return true;
    }
    return /[\s,]/.test(char) || (this.#inArray && char === "]");
  }

  /** A number or a word ends where something else begins. */
  #endsBefore(code: number, char: string): boolean {
    return this.#depth === 0 && !this.#inString && code !== quote && /[\s,\]]/.test(char);
  }

  #endsAt(code: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (code === backslash) this.#escaped = true;
      else if (code === quote) this.#inString = false;
      return code === quote && !this.#inString && this.#depth === 0;
    }
    if (code === quote) this.#inString = true;
    else if (code === 0x7b || code === 0x5b) this.#depth++;
    else if (code === 0x7d || code === 0x5d) return --this.#depth <= 0;
    return false;
  }

  #finish(last: string): JsonText {
    const text = this.#parts.join("") + last;
    this.#parts = [];
    this.#collecting = false;
    this.#inString = false;
    this.#depth = 0;
    return { line: this.#startLine, text };
  }
}
