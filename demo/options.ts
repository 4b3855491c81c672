import { parseArgs } from "node:util";

export interface DemoOptions {
  /** End after a few rounds, with a summary. */
  readonly once: boolean;
  /** The summary as one JSON object, and nothing else. */
  readonly json: boolean;
  readonly directory: string;
  readonly days: number;
  /** Milliseconds from one live round to the next. */
  readonly tickMs: number;
  readonly port: number;
  readonly clickhousePort: number;
}

export type ParsedOptions =
  | { readonly kind: "run"; readonly options: DemoOptions }
  | { readonly kind: "help" }
  | { readonly kind: "invalid"; readonly problem: string };

export const helpText = `The platform and a small shop's pipelines: two weeks of history, then live, with one thing going wrong.

  npm run demo                      until Ctrl-C
  npm run demo -- --once            a few rounds, then a summary; exit code 0 if all of it holds

  --once            end by itself, with a summary
  --json            with --once: print the summary alone, as one JSON object
  --days N          days of history (default 14)
  --tick SECONDS    from one live round to the next (default 6; with --once 2)
  --data DIR        where the demo keeps its data (default ./.tidemark/demo)
  --help

It takes the ports of TIDEMARK_PORT (5050) and TIDEMARK_CLICKHOUSE_PORT (8123), or others if those are taken.
Started again with the same data it goes on; the history is the same by content, so it is stored once.
To start anew, delete the directory.`;

const optionTypes = {
  once: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  days: { type: "string", default: "14" },
  tick: { type: "string" },
  data: { type: "string", default: "./.tidemark/demo" },
  help: { type: "boolean", short: "h", default: false },
} as const;

export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ParsedOptions {
  try {
    const { values } = parseArgs({ args: [...args], options: optionTypes });
    if (values.help) return { kind: "help" };
    if (values.json && !values.once) return { kind: "invalid", problem: "--json goes with --once" };
    return {
      kind: "run",
      options: {
        once: values.once,
        json: values.json,
        directory: values.data,
        days: numberIn("--days", values.days, 1, 60),
        tickMs: 1000 * numberIn("--tick", values.tick ?? (values.once ? "2" : "6"), 0.5, 3600),
        port: numberIn("TIDEMARK_PORT", env["TIDEMARK_PORT"] ?? "5050", 0, 65_535),
        clickhousePort: numberIn("TIDEMARK_CLICKHOUSE_PORT", env["TIDEMARK_CLICKHOUSE_PORT"] ?? "8123", 0, 65_535),
      },
    };
  } catch (error) {
    return { kind: "invalid", problem: error instanceof Error ? error.message : String(error) };
  }
}

function numberIn(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= least && value <= most) return value;
  throw new Error(`${name}: expected a number from ${least} to ${most}, got ${JSON.stringify(text)}`);
}
