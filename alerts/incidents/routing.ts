import type { Channel } from "#signals/expectations/channel.ts";
import type { EscalationStep, Route } from "#signals/expectations/expectations.ts";
import { importances } from "#signals/expectations/schema/forms.ts";
import { subjectKey } from "#signals/verdict.ts";
import type { Directory, Responsibility } from "./directory.ts";
import type { Incident } from "./incident.ts";
import { isAtLeast } from "./severity.ts";

/** Where an incident goes of which nobody has said where it goes. */
export const lastResort: Channel = {
  name: "stdout",
  type: "stdout",
  position: { file: "", line: 1, column: 1 },
  minSeverity: "info",
  budget: undefined,
  quietHours: undefined,
  sendResolved: true,
};

export function channelNamed(directory: Directory, name: string): Channel | undefined {
  return directory.channels.get(name) ?? (name === lastResort.name ? lastResort : undefined);
}

export interface Routing {
  /** Who is told, in their order. */
  readonly channels: readonly string[];
  readonly escalation: readonly EscalationStep[];
}

/**
 * Who is told of an incident: those of its cause; where nobody is named, those of the most important that is hurt; else standard
 * output. In place of a channel that fails, the next that is named for it, whatever the severity, then those of its escalation.
 */
export function routingOf(incident: Incident, directory: Directory): Routing {
  const { routes, escalation } = answering(incident, directory);
  const named = unique(channelsFor(routes, incident));
  if (named.length === 0) return { channels: [lastResort.name], escalation };
  const replacements = unique([
    ...routes.flatMap(({ channels }) => channels),
    ...escalation.flatMap(({ channels }) => channels),
    lastResort.name,
  ]).filter((name) => !named.includes(name));
  const channels = [...named];
  let missing = named.filter((name) => hasFailed(incident, name)).length;
  for (const name of replacements) {
    if (missing === 0) break;
    channels.push(name);
    if (!hasFailed(incident, name)) missing--;
  }
  return { channels, escalation };
}

function channelsFor(routes: readonly Route[], { severity }: Incident): readonly string[] {
  return routes.flatMap(({ fromSeverity, channels }) => (isAtLeast(severity, fromSeverity) ? channels : []));
}

function hasFailed({ told }: Incident, channel: string): boolean {
  const known = told.get(channel);
  return known !== undefined && known.failed && known.receipt === undefined;
}

function answering(incident: Incident, directory: Directory): Responsibility {
  const own = directory.of(incident.cause);
  if (own.routes.length > 0) return own;
  const subjects = new Map(
    [...incident.members.values()].map(({ verdict: { subject } }) => [subjectKey(subject), subject]),
  );
  const [hurt] = [...subjects]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, subject]) => directory.of(subject))
    .filter(({ routes }) => routes.length > 0)
    .toSorted((a, b) => importances.indexOf(b.importance) - importances.indexOf(a.importance));
  return hurt ?? own;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

/** Whether a later message can be tied to the first, so that it need not be one more in the channel. */
export function canThread(channel: Channel): boolean {
  switch (channel.type) {
    case "slack":
      return "token" in channel;
    case "teams":
    case "pagerduty":
      return false;
    default:
      return true;
  }
}

/** Whether the channel keeps a state of its own that somebody acknowledges. */
export function tracksState({ type }: Channel): boolean {
  return type === "pagerduty" || type === "opsgenie" || type === "webhook";
}
