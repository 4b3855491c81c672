import { importances } from "#signals/expectations/schema/forms.ts";
import type { Importance } from "#signals/expectations/schema/forms.ts";
import { subjectKey } from "#signals/verdict.ts";
import type { Subject, Verdict } from "#signals/verdict.ts";
import type { Directory, Responsibility } from "../incidents/directory.ts";
import { isActive, noticeKindOf } from "../incidents/incident.ts";
import type { Incident, Notice } from "../incidents/incident.ts";
import type { Lineage } from "../incidents/lineage.ts";
import { severityOrder, weightOf } from "../incidents/severity.ts";
import { subjectName, titleOf } from "../incidents/titles.ts";
import { linksFor } from "./links.ts";
import type { Addresses } from "./links.ts";
import type { Fact, Message } from "./message.ts";
import { measuredText } from "./measured.ts";
import { countText, durationText, timeText } from "./quantities.ts";

/** What a message is made from besides the incident. */
export interface MessageSources {
  readonly directory: Directory;
  readonly lineage: Lineage;
  readonly addresses: Addresses;
  /** The last run that ended well of whoever makes the subject; undefined when none is known. */
  readonly lastGood: LastGood | undefined;
  /** How many more incidents are held back from the channel. */
  readonly heldBack: number;
  readonly now: number;
}

export interface LastGood {
  readonly job: { readonly namespace: string; readonly name: string };
  readonly runId: string;
  readonly endedAt: number;
}

/** What is told of an incident now. */
export function buildMessage(incident: Incident, notice: Notice, channel: string, sources: MessageSources): Message {
  const { directory, addresses, now } = sources;
  const main = mainVerdict(incident);
  const cause = directory.of(incident.cause);
  const kind = noticeKindOf(notice);
  const isOver = kind === "resolved" || kind === "merged";
  return {
    incident: incident.id,
    notice: kind,
    key: `${incident.id}/${notice}/${channel}`,
    severity: incident.severity,
    at: now,
    headline: headlineOf(incident, notice, main, sources),
    facts: isOver ? endFacts(incident, cause) : factsOf(incident, main, cause, sources),
    links: linksFor(incident.id, main, cause.runbook, addresses),
    commands: isOver ? [] : commandsFor(incident),
    cause: { ...incident.cause },
    owner: cause.owner ?? null,
  };
}

/** What says most of the incident: of its cause, else of what weighs most. */
export function mainVerdict(incident: Incident): Verdict {
  const key = subjectKey(incident.cause);
  const own = ({ subject }: Verdict): number => Number(subjectKey(subject) !== key);
  const members = [...incident.members.values()].toSorted(
    (a, b) =>
      own(a.verdict) - own(b.verdict) ||
      Number(isActive(b)) - Number(isActive(a)) ||
      severityOrder(weightOf(b.verdict)) - severityOrder(weightOf(a.verdict)) ||
      a.verdict.since - b.verdict.since,
  );
  const [first] = members;
  if (first === undefined) throw new RangeError(`incident ${incident.id} has no members`);
  return first.verdict;
}

function headlineOf(incident: Incident, notice: Notice, main: Verdict, { lineage, now }: MessageSources): string {
  const hurt = lineage.hurt(incident.cause).datasets.length;
  const title = titleOf(main).replace(/\.$/, "");
  const what = `${title}${hurt === 0 ? "" : `; ${countText(hurt, "dataset")} downstream`}`;
  const severity = incident.severity.toUpperCase();
  switch (noticeKindOf(notice)) {
    case "opened":
      return `${severity} ${what}`;
    case "raised":
      return `NOW ${severity} ${what}`;
    case "escalated":
      return `${severity}, not acknowledged for ${durationText(now - (incident.notifiedAt ?? now))}: ${what}`;
    case "reopened":
      return `${severity} AGAIN ${what}`;
    case "reminder":
      return `${severity} STILL, after the snooze: ${what}`;
    case "updated":
      return `UPDATE ${what}`;
    case "acknowledged":
      return `ACKNOWLEDGED by ${incident.acknowledged?.by ?? "somebody"}: ${title}`;
    case "resolved":
      return `RESOLVED after ${durationText((incident.calmSince ?? incident.resolvedAt ?? now) - incident.openedAt)}: ${title}`;
    default:
      return `PART OF ${incident.mergedInto ?? "another incident"}: ${title}`;
  }
}

function factsOf(incident: Incident, main: Verdict, cause: Responsibility, sources: MessageSources): readonly Fact[] {
  const { now, lastGood, heldBack } = sources;
  const measured = measuredText(main);
  const others = [...incident.members.values()]
    .filter((member) => isActive(member) && member.verdict !== main)
    .map(({ verdict }) => verdict);
  return [
    fact("Measured", measured === undefined ? [] : [measured]),
    fact("Deadline", deadlines(main, others, now)),
    fact("Probable cause", causeLines(incident, main, cause)),
    fact("Owner", ownerLines(cause)),
    fact("Hurts", hurtLines(incident, sources)),
    fact(
      "Also wrong",
      listed(
        others.map((verdict) => titleOf(verdict)),
        5,
      ),
    ),
    fact("Last good run", lastGood === undefined ? [] : [lastGoodText(lastGood, now)]),
    fact("About it", cause.description === undefined ? [] : [cause.description]),
    fact("Since", [sinceText(main.since, now)]),
    fact(
      "Held back here",
      heldBack === 0 ? [] : [`${countText(heldBack, "more incident")}: npx tidemark incidents --held-back`],
    ),
  ].filter(({ lines }) => lines.length > 0);
}

function endFacts(incident: Incident, cause: Responsibility): readonly Fact[] {
  return [
    fact(
      "Was",
      [...incident.members.values()].slice(0, 5).map(({ verdict }) => titleOf(verdict)),
    ),
    fact("Owner", ownerLines(cause)),
  ].filter(({ lines }) => lines.length > 0);
}

function fact(label: string, lines: readonly string[]): Fact {
  return { label, lines };
}

function sinceText(since: number, now: number): string {
  return now - since < 1000 ? timeText(since) : `${timeText(since)}, ${durationText(now - since)} ago`;
}

/** Its own, and those that are still ahead of what waits for it. */
function deadlines(main: Verdict, others: readonly Verdict[], now: number): readonly string[] {
  const ahead = others
    .filter(({ deadline }) => deadline !== null && deadline > now)
    .toSorted((a, b) => (a.deadline ?? 0) - (b.deadline ?? 0))
    .slice(0, 3)
    .map(({ subject, deadline }) => `${subjectName(subject)}: ${deadlineText(deadline ?? now, now)}`);
  return [...(main.deadline === null ? [] : [deadlineText(main.deadline, now)]), ...ahead];
}

function deadlineText(deadline: number, now: number): string {
  const distance = durationText(deadline - now);
  return `${timeText(deadline)}, ${deadline > now ? `${distance} left` : `missed ${distance} ago`}`;
}

function causeLines({ cause, members }: Incident, main: Verdict, { owner }: Responsibility): readonly string[] {
  const whose = owner === undefined ? "" : ` (${owner})`;
  const isOwn = [...members.values()].some(({ verdict }) => subjectKey(verdict.subject) === subjectKey(cause));
  const lines = [`${subjectText(cause)}${whose}${isOwn ? "" : ", not judged itself"}`];
  const { run, check, waitsFor } = main.evidence;
  if (run !== undefined)
    lines.push(`run ${run.runId} of ${run.job.name}${run.error === null ? "" : `: ${firstLine(run.error)}`}`);
  if (check !== undefined)
    lines.push(
      `check ${check.name === "" ? check.assertion : check.name}${check.column === "" ? "" : ` on ${check.column}`}`,
    );
  if (waitsFor !== undefined) lines.push(`waits for ${waitsFor.name}`);
  return lines;
}

function ownerLines({ owner, contact }: Responsibility): readonly string[] {
  if (owner === undefined) return [];
  return [contact === undefined ? owner : `${owner}, ${contact}`];
}

/** The count, then the important ones. */
function hurtLines({ cause }: Incident, { lineage, directory }: MessageSources): readonly string[] {
  const { datasets, consumers } = lineage.hurt(cause);
  if (datasets.length === 0 && consumers.length === 0) return [];
  const important = [...datasets, ...consumers]
    .map((subject) => ({ subject, responsible: directory.of(subject) }))
    .filter(({ responsible }) => rank(responsible.importance) > rank("normal"))
    .toSorted((a, b) => rank(b.responsible.importance) - rank(a.responsible.importance));
  const counts = [
    ...(datasets.length === 0 ? [] : [countText(datasets.length, "dataset")]),
    ...(consumers.length === 0 ? [] : [countText(consumers.length, "consumer")]),
  ];
  const named = important.map(({ subject, responsible: { importance, owner } }) => {
    const said = owner === undefined ? importance : `${importance}, ${owner}`;
    return `${subjectName(subject)} (${said})`;
  });
  return [counts.join(", "), ...listed(named, 5)];
}

function rank(importance: Importance): number {
  return importances.indexOf(importance);
}

function lastGoodText({ job, runId, endedAt }: LastGood, now: number): string {
  return `${timeText(endedAt)}, ${durationText(now - endedAt)} ago: ${job.name} ${runId}`;
}

function commandsFor({ id, cause }: Incident): readonly string[] {
  const about = subjectText(cause).replaceAll("'", "'\\''");
  const subject =
    cause.kind === "dataset" || cause.kind === "job"
      ? [`npx tidemark incidents snooze --${cause.kind} '${about}' --for 1d`]
      : [];
  return [`npx tidemark incidents ack ${id}`, `npx tidemark incidents snooze ${id} --for 2h`, ...subject];
}

function subjectText(subject: Subject): string {
  return subject.namespace === "" ? subjectName(subject) : `${subject.namespace}/${subject.name}`;
}

function listed(lines: readonly string[], most: number): readonly string[] {
  const more = lines.length - most;
  return more > 0 ? [...lines.slice(0, most), `and ${more} more`] : lines;
}

/** The longest that is of use on a phone. */
const longestLine = 200;

function firstLine(text: string): string {
  const [line = ""] = text.split("\n");
  return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
}
