import { stripVTControlCharacters, styleText } from "node:util";

/** Where a command writes for people. */
export interface Terminal {
  readonly columns: number;
  print(text: string): void;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
}

/** Colours only on a terminal, and never with NO_COLOR (https://no-color.org). */
export function createTerminal(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number },
  noColor: string | undefined,
): Terminal {
  const colors = stream.isTTY === true && (noColor === undefined || noColor === "");
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    colors ? styleText(format, text, { validateStream: false }) : text;
  return {
    columns: stream.isTTY === true ? (stream.columns ?? 80) : Infinity,
    print: (text) => void stream.write(`${text}\n`),
    bold: style("bold"),
    dim: style("dim"),
    red: style("red"),
    yellow: style("yellow"),
    green: style("green"),
  };
}

/**
 * Text from outside, made safe to print on one line: an event could carry sequences that move the
 * cursor or rename the window.
 */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\p{Cc}+/gu, " ");
}
