import { Writable } from "node:stream";
import { pino } from "pino";
import type { Logger } from "pino";
import { prettyLine } from "./pretty-line.ts";

export type { Logger } from "pino";

export interface LoggerOptions {
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  readonly format: "auto" | "json" | "pretty";
  readonly destination: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly colors: boolean;
}

/**
 * Structured logs. What is logged names things and counts, never the content of events, addresses
 * of clients or keys.
 */
export function createLogger(options: LoggerOptions): Logger {
  const { destination } = options;
  const pretty = options.format === "pretty" || (options.format === "auto" && destination.isTTY === true);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pretty ? prettyStream(destination, options.colors) : destination,
  );
}

function prettyStream(destination: NodeJS.WritableStream, colors: boolean): Writable {
  return new Writable({
    decodeStrings: false,
    // pino writes one whole line at a time.
    write(line: string, _encoding, done) {
      destination.write(prettyLine(line, colors), () => done());
    },
  });
}
