import type { CollectorClient } from "../collector-client.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { followOperation, operationText } from "../follow-operation.ts";
import { formatCount, parseSince } from "../numbers.ts";
import type { Terminal } from "../terminal.ts";

export interface ReplayOptions {
  readonly from?: string;
  readonly to?: string;
  readonly dryRun?: true;
  readonly rollback?: true;
  readonly json?: true;
}

/** `tidemark replay`: reads events again from what was sent, and derives again what that changes. */
export async function replay(client: CollectorClient, terminal: Terminal, options: ReplayOptions): Promise<void> {
  const tell = (text: string): void => {
    if (options.json !== true) terminal.print(text);
  };
  await client.replay(requestOf(options, new Date()));
  const report = await followOperation(client, tell);
  if (options.json === true) return terminal.print(JSON.stringify(report));
  for (const line of resultLines(report.result, options)) tell(line);
  tell(terminal.dim(operationText(report)));
}

function requestOf({ from, to, dryRun, rollback }: ReplayOptions, now: Date): Readonly<Record<string, unknown>> {
  if (rollback === true) return { action: "rollback" };
  if (from === undefined) throw new Failure("say from when: --from 2026-01-31, or --from 7d", exitCodes.usage);
  return {
    from: timeOf("--from", from, now).toISOString(),
    to: (to === undefined ? now : timeOf("--to", to, now)).toISOString(),
    dryRun: dryRun === true,
  };
}

function timeOf(option: string, text: string, now: Date): Date {
  const time = parseSince(text, now);
  if (time === undefined)
    throw new Failure(`${option} ${text}: write 2026-01-31, 2026-01-31T07:00:00Z, or 30m, 2h, 7d ago`, exitCodes.usage);
  return time;
}

function resultLines(result: Readonly<Record<string, unknown>>, options: ReplayOptions): readonly string[] {
  const number = (key: string): number => Number(result[key] ?? 0);
  if (options.rollback === true)
    return [number("rebuilt") === 0 ? "Nothing to go back to." : "The events are as they were before the last replay."];
  const refused = Object.entries(result["refused"] ?? {}).map(
    ([reason, count]) => `${formatCount(Number(count))} ${reason}`,
  );
  return [
    `${formatCount(number("read"))} events read, ${formatCount(number("changed"))} are understood otherwise now` +
      `${number("renamed") === 0 ? "" : `, ${formatCount(number("renamed"))} of them redacted otherwise`}.`,
    ...(refused.length === 0 ? [] : [`Refused now, left as they are: ${refused.join(", ")}.`]),
    ...(options.dryRun === true ? ["Nothing was changed: this was a dry run."] : []),
    ...(options.dryRun !== true && number("changed") > 0 ? ["Back to before: tidemark replay --rollback."] : []),
  ];
}
