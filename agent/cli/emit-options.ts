import { parseArgs } from "node:util";

export interface EmitArguments {
  readonly kind: "emit";
  /** A path, or `-` for standard input. */
  readonly source: string;
  readonly json: boolean;
  readonly url: string | undefined;
  readonly timeoutMs: number;
}

export type ParsedEmit =
  | EmitArguments
  | { readonly kind: "help" }
  | { readonly kind: "usage"; readonly problem: string };

export const emitHelp = `Usage: tidemark emit [options] FILE|-

Sends OpenLineage events: NDJSON, a JSON array, or one JSON object; - is standard input. What is no
event is named with its line and left out, the others are sent.

Options:
  --url URL            where to send: nats://… or http://… (default: OpenLineage configuration)
  --timeout SECONDS    give up when nothing was confirmed for so long (default 30); what is not
                       confirmed then is sent by the next start
  --json               one line of JSON as the summary
  --help               this text

Exit code: 0 everything was confirmed, 1 something was refused or is not confirmed, 2 wrong usage.
`;

const options = {
  json: { type: "boolean" },
  url: { type: "string" },
  timeout: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

export function parseEmit(argv: readonly string[]): ParsedEmit {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    if (values.help) return { kind: "help" };
    const [source] = positionals;
    if (source === undefined || positionals.length > 1) return { kind: "usage", problem: "name one file, or -" };
    const seconds = Number(values.timeout ?? 30);
    if (!(seconds >= 0)) return { kind: "usage", problem: "--timeout is a number of seconds" };
    return { kind: "emit", source, json: values.json ?? false, url: values.url, timeoutMs: seconds * 1000 };
  } catch (error) {
    return { kind: "usage", problem: error instanceof Error ? error.message : String(error) };
  }
}
