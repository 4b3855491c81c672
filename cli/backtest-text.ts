import type { BacktestIncident } from "#alerts/backtest/report.ts";
import type { Comparison } from "#alerts/backtest/compare.ts";
import { formatCount, formatDuration } from "./numbers.ts";
import { formatTable } from "./table.ts";
import type { TableColumn } from "./table.ts";
import type { Terminal } from "./terminal.ts";
import { timeCell } from "./texts.ts";

interface Range {
  readonly from: number;
  readonly until: number;
}

const weekMs = 7 * 86_400_000;

/** As JSON has it: times as texts. */
export function told(incident: BacktestIncident) {
  const { openedAt, resolvedAt, notifications, cause, ...rest } = incident;
  return {
    ...rest,
    cause: { kind: cause.kind, namespace: cause.namespace, name: cause.name },
    openedAt: isoOf(openedAt),
    resolvedAt: resolvedAt === undefined ? null : isoOf(resolvedAt),
    notifications: notifications.map(({ at, channel, notice }) => ({ at: isoOf(at), channel, notice })),
  };
}

export function printIncidents(terminal: Terminal, range: Range, incidents: readonly BacktestIncident[]): void {
  printTable(terminal, incidents);
  terminal.print("");
  printSummary(terminal, range, incidents);
}

export function printComparison(
  terminal: Terminal,
  range: Range,
  incidents: readonly BacktestIncident[],
  { both, onlyFirst, onlySecond }: Comparison,
): void {
  terminal.print(`\n${terminal.bold("With the expectations of --compare")}`);
  printSummary(terminal, range, incidents);
  terminal.print(`The same in both  ${both.length}`);
  for (const [title, some] of [
    ["No longer told", onlyFirst],
    ["Newly told", onlySecond],
  ] as const) {
    terminal.print(`${title.padEnd(16)}  ${some.length}`);
    if (some.length > 0) printTable(terminal, some);
  }
}

function columns(terminal: Terminal): readonly TableColumn<BacktestIncident>[] {
  const severity = { critical: terminal.red, error: terminal.red, warning: terminal.yellow, info: String };
  return [
    { title: "OPENED", value: ({ openedAt }) => timeCell(isoOf(openedAt)) },
    { title: "LASTED", value: lasted, align: "right" },
    {
      title: "SEVERITY",
      value: (incident) => incident.severity,
      style: (text, incident) => severity[incident.severity](text),
    },
    { title: "WHAT", value: ({ title }) => title, flexible: true },
    { title: "SIGNALS", value: ({ signals }) => signals.join(", ") },
    { title: "BREACHES", value: ({ breaches }) => String(breaches), align: "right" },
    { title: "HURTS", value: ({ blastRadius }) => String(blastRadius), align: "right" },
    { title: "TOLD", value: ({ notifications }) => String(notifications.length), align: "right" },
    { title: "OWNER", value: ({ owner }) => owner, optional: true, expendable: true },
  ];
}

function lasted({ openedAt, resolvedAt }: BacktestIncident): string {
  return resolvedAt === undefined ? "lasts" : formatDuration((resolvedAt - openedAt) / 1000);
}

function printTable(terminal: Terminal, incidents: readonly BacktestIncident[]): void {
  if (incidents.length === 0) return terminal.print("No incident would have been opened.");
  for (const line of formatTable(columns(terminal), incidents, terminal.columns)) terminal.print(line);
}

/** How noisy it is. */
function printSummary(terminal: Terminal, { from, until }: Range, incidents: readonly BacktestIncident[]): void {
  const weeks = (until - from) / weekMs;
  const notifications = incidents.flatMap((incident) => incident.notifications);
  const heldBack = incidents.reduce((sum, incident) => sum + incident.heldBack, 0);
  const back = incidents.reduce((sum, { reopened }) => sum + reopened, 0);
  const standing = incidents.filter((incident) => incident.standing).length;
  const perWeek = (count: number): string => `${(count / weeks).toFixed(1)} a week`;
  const lines: readonly (readonly [string, string])[] = [
    ["Replayed", `${isoOf(from)} to ${isoOf(until)}`],
    [
      "Incidents",
      countsText(
        incidents.length,
        perWeek(incidents.length),
        incidents.flatMap(({ signals }) => signals),
      ),
    ],
    [
      "Notifications",
      countsText(
        notifications.length,
        perWeek(notifications.length),
        notifications.map(({ channel }) => channel),
      ),
    ],
    ...(heldBack === 0 ? [] : [["Held back", `${formatCount(heldBack)} by budgets or quiet hours`] as const]),
    ...(back === 0 ? [] : [["Came back", `${formatCount(back)} times, within an hour of being resolved`] as const]),
    ...(standing === 0 ? [] : [["Already there", `${formatCount(standing)} when the range began`] as const]),
  ];
  for (const [name, text] of lines) terminal.print(`${name.padEnd(16)}  ${text}`);
}

/** `7, 3.5 a week: freshness 5, volume 2` */
function countsText(count: number, rate: string, of: readonly string[]): string {
  if (count === 0) return "0";
  const counts = new Map<string, number>();
  for (const each of of) counts.set(each, (counts.get(each) ?? 0) + 1);
  const parts = [...counts].toSorted(([, a], [, b]) => b - a).map(([name, times]) => `${name} ${times}`);
  return `${formatCount(count)}, ${rate}: ${parts.join(", ")}`;
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
