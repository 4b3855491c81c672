import type { CollectorStatus } from "#collector/status.ts";
import type { CollectorClient } from "../collector-client.ts";
import { formatCount, formatDuration } from "../numbers.ts";
import { policyText } from "../retention-text.ts";
import type { Terminal } from "../terminal.ts";

/** `tidemark status`: what the collector has, and whether it keeps up. */
export async function status(
  client: CollectorClient,
  terminal: Terminal,
  options: { readonly url: string; readonly json?: true },
): Promise<void> {
  const answer = await client.status();
  if (options.json === true) terminal.print(JSON.stringify(answer));
  else for (const line of statusLines(answer, terminal, options.url)) terminal.print(line);
}

function statusLines(answer: CollectorStatus, terminal: Terminal, url: string): readonly string[] {
  const { store, log, deadLetters, duplicates, sinceStart } = answer;
  const open = deadLetters.open ?? 0;
  const about = store.approximate ? "about " : "";
  const rows: readonly (readonly [string, string])[] = [
    ["Events stored", `${about}${formatCount(store.events)}${newest(store.newestReceivedAt)}`],
    ["Lag", lagText(log.lag, terminal)],
    [
      "Dead letters",
      `${(open > 0 ? terminal.yellow : String)(`${formatCount(deadLetters.open)} open`)}, ${formatCount(deadLetters.redriven)} redriven`,
    ],
    [
      "Duplicates seen",
      `${about}${formatCount(duplicates.stored)} by the store, ${formatCount(duplicates.log)} by the log since start`,
    ],
    [
      "Since start",
      `${formatCount(sinceStart.accepted)} accepted by HTTP, ${formatCount(sinceStart.stored)} stored, ${formatCount(sinceStart.rejected)} rejected`,
    ],
    ["Judged", judgedText(answer.evaluation, terminal)],
    ...(answer.undelivered ?? []).map(
      ({ channel, notifications, error }) =>
        ["Not told", terminal.red(`${notifications} of the last day on ${channel}: ${error}`)] as const,
    ),
    ["Retention", retentionText(answer.retention)],
    ["Log", log.name],
    [
      "Store",
      store.breaker === "closed" ? store.name : `${store.name} ${terminal.red("(takes no events at the moment)")}`,
    ],
  ];
  return [
    `${terminal.bold(`Tidemark ${answer.version}`)} at ${url}, up ${formatDuration(answer.uptimeSeconds)}`,
    "",
    ...rows.map(([name, value]) => `${terminal.dim(name.padEnd(17))}${value}`),
  ];
}

function judgedText(evaluation: CollectorStatus["evaluation"], terminal: Terminal): string {
  if (evaluation === null) return "nothing: TIDEMARK_EVALUATE_EVERY is off";
  const { everySeconds, telling, lastAt, overdue } = evaluation;
  const often = `every ${formatDuration(everySeconds)}`;
  const last = lastAt === null ? "never yet" : `last ${lastAt}`;
  const told = {
    on: "people are told",
    off: "nobody is told (TIDEMARK_ALERTS is off)",
    standby: "another collector judges and tells",
  };
  const text = `${often}, ${last}; ${told[telling]}`;
  return overdue ? terminal.red(`${text}; overdue: nobody hears of what is late or wrong`) : text;
}

function retentionText({ limits, eventsDroppedUpTo }: CollectorStatus["retention"]): string {
  const dropped = eventsDroppedUpTo === null ? "" : `; events received up to ${eventsDroppedUpTo} were dropped`;
  return `${policyText(limits)}${dropped}`;
}

function newest(receivedAt: string | null): string {
  return receivedAt === null ? "" : `, the newest received ${receivedAt}`;
}

function lagText(lag: number | null, terminal: Terminal): string {
  if (lag === null) return terminal.red("unknown: the log does not answer");
  return lag === 0 ? "none" : `${formatCount(lag)} ${lag === 1 ? "message" : "messages"} not yet in the store`;
}
