import type { IncidentItem } from "#query/lists/incidents.ts";
import type { CollectorClient } from "../collector-client.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { plainText } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";
import { timeCell } from "../texts.ts";

interface ActionOptions {
  readonly by?: string;
  readonly json?: true;
}

export interface SnoozeOptions extends ActionOptions {
  readonly for?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly dataset?: string;
  readonly job?: string;
}

/** `tidemark incidents ack ID…`: somebody sees to it, so nobody else is called. */
export async function acknowledge(
  client: CollectorClient,
  terminal: Terminal,
  ids: readonly string[],
  { by, json }: ActionOptions,
): Promise<void> {
  for (const id of ids) {
    const incident = await client.act<IncidentItem>(["incidents", id, "acknowledge"], { by });
    if (json === true) terminal.print(JSON.stringify(incident));
    else
      terminal.print(
        `Acknowledged by ${plainText(incident.acknowledged?.by ?? "somebody")}: ${plainText(incident.title)}`,
      );
  }
}

interface SubjectSnooze {
  readonly subject: { readonly kind: string; readonly namespace: string; readonly name: string };
  readonly until: string;
}

/** `tidemark incidents snooze`: of an incident, a dataset or a job nobody is told for a while. */
export async function snooze(
  client: CollectorClient,
  terminal: Terminal,
  id: string | undefined,
  options: SnoozeOptions,
): Promise<void> {
  const { dataset, job, by, reason, json } = options;
  if ([id, dataset, job].filter((each) => each !== undefined).length !== 1)
    throw new Failure("say what: the id of an incident, --dataset or --job", exitCodes.usage);
  const until = untilOf(options, new Date()).toISOString();
  if (id !== undefined) {
    const incident = await client.act<IncidentItem>(["incidents", id, "snooze"], { until, by, reason });
    if (json === true) return terminal.print(JSON.stringify(incident));
    return terminal.print(`Snoozed until ${timeCell(incident.snoozedUntil)}: ${plainText(incident.title)}`);
  }
  const snoozed = await client.act<SubjectSnooze>(["snoozes"], { dataset, job, until, by, reason });
  if (json === true) return terminal.print(JSON.stringify(snoozed));
  const { kind, namespace, name } = snoozed.subject;
  terminal.print(`Snoozed until ${timeCell(snoozed.until)}: ${kind} ${plainText(`${namespace}/${name}`)}`);
}

function untilOf({ for: length, until }: SnoozeOptions, now: Date): Date {
  if ((length === undefined) === (until === undefined))
    throw new Failure("say how long: --for 2h, or --until 2026-01-31T07:00:00Z", exitCodes.usage);
  const end = length === undefined ? new Date(until ?? "") : lengthFrom(length, now);
  if (end !== undefined && !Number.isNaN(end.getTime())) return end;
  const form = length === undefined ? "--until takes a time such as 2026-01-31T07:00:00Z" : "--for takes 30m, 2h, 7d";
  throw new Failure(`${form}; got ${plainText(length ?? until ?? "")}`, exitCodes.usage);
}

const unitMs: Readonly<Record<string, number>> = {
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

function lengthFrom(text: string, now: Date): Date | undefined {
  const [, amount, unit = ""] = /^(\d{1,5})\s*(m|min|h|d|w)$/.exec(text) ?? [];
  const ms = unitMs[unit];
  return amount === undefined || ms === undefined ? undefined : new Date(now.getTime() + Number(amount) * ms);
}
