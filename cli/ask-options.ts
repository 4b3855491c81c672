import { exitCodes } from "./exit-codes.ts";
import { Failure } from "./failure.ts";
import { parseSince } from "./numbers.ts";
import { plainText } from "./terminal.ts";

/** What every question can be given. */
export interface AskOptions {
  readonly asOf?: string;
  readonly json?: true;
}

/** What every list can be given. */
export interface ListOptions extends AskOptions {
  readonly limit?: string;
  readonly cursor?: string;
  readonly since?: string;
  readonly until?: string;
}

type Parameters<N extends string> = Readonly<Record<N, string | undefined>>;

export function askParameters({ asOf }: AskOptions): Parameters<"asOf"> {
  return { asOf: timeParameter("--as-of", asOf) };
}

export function listParameters(options: ListOptions): Parameters<"asOf" | "limit" | "cursor" | "since" | "until"> {
  return {
    ...askParameters(options),
    limit: options.limit,
    cursor: options.cursor,
    since: timeParameter("--since", options.since),
    until: timeParameter("--until", options.until),
  };
}

export function timeParameter(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const date = parseSince(text, new Date());
  if (date !== undefined) return date.toISOString();
  throw new Failure(
    `${flag} takes a time such as 2026-01-31T07:00:00Z, or 30m, 2h, 7d ago; got ${plainText(text)}`,
    exitCodes.usage,
  );
}
