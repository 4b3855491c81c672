import type { IncidentDetail } from "#query/things/incident.ts";
import type { CollectorClient } from "../collector-client.ts";
import { printFields, printTitle } from "../print-fields.ts";
import { printTable } from "../print-page.ts";
import { plainText } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";
import { timeCell } from "../texts.ts";
import { incidentStyle } from "./incidents.ts";

/** `tidemark incidents show ID`: what, why, what belongs to it, what happened, who was told. */
export async function showIncident(
  client: CollectorClient,
  terminal: Terminal,
  id: string,
  { json }: { readonly json?: true },
): Promise<void> {
  const incident = await client.ask<IncidentDetail>(["incidents", id], {});
  if (json === true) return terminal.print(JSON.stringify(incident));
  printIncident(incident, terminal);
}

function printIncident(incident: IncidentDetail, terminal: Terminal): void {
  const { state, severity, title, acknowledged, mergedInto, breaches, blastRadius } = incident;
  terminal.print(terminal.bold(plainText(title)));
  printFields(terminal, [
    ["Incident", incident.id],
    ["State", incidentStyle(terminal, state)(mergedInto === null ? state : `part of ${mergedInto}`)],
    ["Severity", severity],
    ["Cause", subjectText(incident.cause)],
    ["Owner", incident.owner],
    ["Opened", `${timeCell(incident.openedAt)}${incident.reopened === 0 ? "" : `, again (${incident.reopened + 1})`}`],
    ["Resolved", timeCell(incident.resolvedAt)],
    ["Acknowledged", acknowledged === null ? null : `${timeCell(acknowledged.at)} by ${acknowledged.by}`],
    ["Snoozed", incident.snoozedUntil === null ? null : `until ${timeCell(incident.snoozedUntil)}`],
    ["Breaches", `${breaches.active} now, ${breaches.all} in all`],
    ["Hurts", `${blastRadius} ${blastRadius === 1 ? "dataset" : "datasets"} downstream`],
  ]);
  printChain(incident, terminal);
  printMembers(incident, terminal);
  printTimeline(incident, terminal);
  printNotifications(incident, terminal);
}

/** From the cause down. */
function printChain({ chain }: IncidentDetail, terminal: Terminal): void {
  if (chain.length < 2) return;
  printTitle(terminal, "From the cause down");
  for (const { depth, isBreached, ...subject } of chain) {
    const name = plainText(subjectText(subject));
    const way = depth === 0 ? "" : `${"  ".repeat(depth - 1)}└ `;
    terminal.print(`${way}${isBreached ? terminal.red(name) : name}`);
  }
}

function printMembers({ members }: IncidentDetail, terminal: Terminal): void {
  if (members.length === 0) return;
  printTitle(terminal, "Breaches");
  printTable(
    terminal,
    [
      { title: "SINCE", value: ({ since }) => timeCell(since) },
      { title: "SIGNAL", value: ({ signal }) => signal },
      { title: "OF", value: ({ subject }) => subjectText(subject), flexible: true, cut: "middle" },
      { title: "ASPECT", value: ({ aspect }) => aspect ?? "", optional: true, expendable: true },
      {
        title: "UNTIL",
        value: ({ leftAt, leftBecause }) => (leftAt === null ? "" : `${timeCell(leftAt)} ${leftBecause ?? ""}`),
        optional: true,
      },
      { title: "WHAT", value: ({ summary }) => summary, flexible: true },
    ],
    members,
  );
}

function printTimeline({ timeline }: IncidentDetail, terminal: Terminal): void {
  // Notifications have a list of their own.
  const told = timeline.filter(({ channel }) => channel === null);
  if (told.length === 0) return;
  printTitle(terminal, "What happened");
  printTable(
    terminal,
    [
      { title: "AT", value: ({ at }) => timeCell(at) },
      { title: "WHAT", value: ({ kind, by }) => `${kind}${by === null ? "" : ` by ${by}`}` },
      {
        title: "OF",
        value: ({ subject }) => (subject === null ? "" : subjectText(subject)),
        optional: true,
        flexible: true,
        cut: "middle",
      },
      { title: "WHY", value: happeningText, optional: true, flexible: true },
    ],
    told,
  );
}

function happeningText({ kind, summary, reason, until, into, severity }: IncidentDetail["timeline"][number]): string {
  const parts = [
    summary,
    reason,
    until === null ? null : `until ${timeCell(until)}`,
    into === null ? null : `into ${into}`,
    kind === "raised" ? severity : null,
  ];
  return parts.filter((each) => each !== null).join("; ");
}

function printNotifications({ notifications }: IncidentDetail, terminal: Terminal): void {
  printTitle(terminal, "Who was told");
  if (notifications.length === 0) return terminal.print("Nobody yet.");
  printTable(
    terminal,
    [
      { title: "AT", value: ({ requestedAt, deliveredAt }) => timeCell(deliveredAt ?? requestedAt) },
      { title: "CHANNEL", value: ({ channel }) => channel },
      { title: "NOTICE", value: ({ notice }) => notice.split(":")[0] ?? notice },
      {
        title: "STATE",
        value: ({ state }) => state,
        style: (text, { state }) => (state === "failed" ? terminal.red(text) : text),
      },
      { title: "TRIED", value: ({ attempts }) => String(attempts), align: "right", optional: true },
      {
        title: "WHY",
        value: ({ error, heldBackBecause, retryAt }) =>
          [error ?? heldBackBecause, retryAt === null ? null : `again at ${timeCell(retryAt)}`]
            .filter((each) => each !== null)
            .join("; "),
        optional: true,
        flexible: true,
      },
    ],
    notifications,
  );
}

export function subjectText({ kind, namespace, name }: IncidentDetail["cause"]): string {
  if (kind === "platform") return "Tidemark";
  const whole = namespace === "" ? name : `${namespace}/${name}`;
  return kind === "dataset" ? whole : `${kind} ${whole}`;
}
