import type { StepContext } from "#alerts/incidents/context.ts";
import type { Directory } from "#alerts/incidents/directory.ts";
import { noIncidents } from "#alerts/incidents/incident.ts";
import type { Incident, IncidentState } from "#alerts/incidents/incident.ts";
import { defaultIncidentSettings } from "#alerts/incidents/incident-settings.ts";
import type { IncidentSettings } from "#alerts/incidents/incident-settings.ts";
import { fold } from "#alerts/incidents/ledger.ts";
import type { Lineage } from "#alerts/incidents/lineage.ts";
import type { Happening, LogEntry } from "#alerts/incidents/log-entry.ts";
import { step } from "#alerts/incidents/step.ts";
import { createResolver } from "#signals/expectations/resolve/resolver.ts";
import { signalNames, subjectKey } from "#signals/verdict.ts";
import type { Evaluation, Subject, Verdict } from "#signals/verdict.ts";
import { load } from "./expectations.ts";

export const minute = 60_000;
export const hour = 60 * minute;
/** Some Tuesday, 07:00 UTC. */
export const seven = Date.parse("2026-11-24T07:00:00Z");

export function dataset(name: string): Subject {
  return { kind: "dataset", namespace: "db", name };
}

export function job(name: string): Subject {
  return { kind: "job", namespace: "air", name };
}

/** `orders`: a dataset; `job:load`: a job; `platform`: the platform. */
export function subject(text: string): Subject {
  if (text === "platform") return { kind: "platform", namespace: "", name: "" };
  return text.startsWith("job:") ? job(text.slice(4)) : dataset(text);
}

export function verdict(of: string, said: Partial<Verdict> = {}): Verdict {
  const about = subject(of);
  const signal = about.kind === "job" ? "failures" : about.kind === "platform" ? "lag" : "freshness";
  return {
    signal,
    subject: about,
    aspect: "",
    state: "breach",
    severity: "error",
    since: seven,
    observed: null,
    expected: null,
    lower: null,
    upper: null,
    unit: "s",
    p: null,
    deadline: null,
    history: { points: 0, from: null, wanted: 0 },
    summary: "is late",
    evidence: {},
    validUntil: Infinity,
    ...said,
  };
}

/** All rules were evaluated. */
export function evaluation(at: number, verdicts: readonly Verdict[]): Evaluation {
  const counts = { ok: 0, at_risk: 0, breach: 0, learning: 0, unknown: 0, excused: 0 };
  const heartbeats = signalNames.map((rule) => ({
    rule,
    at,
    subjects: 1,
    breaches: 0,
    durationMs: 1,
    newestDataAt: at,
    error: null,
  }));
  return { at, verdicts, heartbeats, counts };
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value));
}

function textOf({ kind, name }: Subject): string {
  return kind === "job" ? `job:${name}` : name;
}

/** Each line `raw -> job:load -> orders`, or `raw -> orders` without a job, or `job:dag starts job:load`. */
export function lineage(...lines: readonly string[]): Lineage {
  const upstream = new Map<string, Set<string>>();
  const writers = new Map<string, Set<string>>();
  const parts = new Map<string, Set<string>>();
  for (const line of lines) {
    const [starter = "", started] = line.split(" starts ");
    if (started !== undefined) {
      add(parts, starter, started);
      continue;
    }
    const nodes = line.split("->").map((each) => each.trim());
    nodes.forEach((node, index) => {
      const [before, further] = [nodes[index - 1], nodes[index - 2]];
      if (before === undefined) return;
      if (node.startsWith("job:")) return add(upstream, node, before);
      if (!before.startsWith("job:")) return add(upstream, node, before);
      add(writers, node, before);
      if (further !== undefined) add(upstream, node, further);
    });
  }
  const downstream = (of: string): ReadonlySet<string> => {
    const found = new Set<string>([of]);
    for (const each of found) {
      for (const links of [upstream, writers]) for (const [to, from] of links) if (from.has(each)) found.add(to);
    }
    found.delete(of);
    return found;
  };
  return {
    upstream: (of) => [...(upstream.get(textOf(of)) ?? [])].map(subject),
    writers: (of) => [...(writers.get(textOf(of)) ?? [])].map(subject),
    parts: (of) => [...(parts.get(textOf(of)) ?? [])].map(subject),
    hurt: (of) => ({
      datasets: [...downstream(textOf(of))].filter((each) => !each.startsWith("job:")).map(subject),
      consumers: [],
    }),
  };
}

/** What `tidemark.yml` with these lines says. */
export function directory(yaml: string): Directory {
  const { declarations } = load({ "t.yml": `version: 1\n${yaml}` });
  const resolver = createResolver(declarations);
  return {
    channels: declarations.channels,
    of: (about) => {
      const { expectations } = about.kind === "job" ? resolver.job(about) : resolver.dataset(about);
      return { ...expectations, contact: declarations.owners.get(expectations.owner ?? "")?.contact };
    },
  };
}

export const oneChannel = `defaults: { channels: out, owner: data }
channels: { out: { type: stdout } }
`;

export interface WatchOptions {
  readonly lineage?: Lineage;
  readonly directory?: Directory;
  readonly settings?: Partial<IncidentSettings>;
  /** Each notification is delivered at once; true when left out. */
  readonly delivers?: boolean;
}

/** Incidents over time, as a watcher would see them. */
export function watching(options: WatchOptions = {}) {
  let state: IncidentState = noIncidents;
  const log: LogEntry[] = [];
  const context = (now: number): StepContext => ({
    lineage: options.lineage ?? lineage(),
    directory: options.directory ?? directory(oneChannel),
    settings: { ...defaultIncidentSettings, ...options.settings },
    now,
  });
  const append = (entries: readonly LogEntry[]): void => {
    state = fold(state, entries);
    log.push(...entries);
  };
  return {
    log,
    get state() {
      return state;
    },
    /** What is decided at a time, when these are all that is not ok. */
    at(now: number, ...verdicts: readonly Verdict[]): readonly LogEntry[] {
      const { state: after, entries } = step(state, evaluation(now, verdicts), context(now));
      state = after;
      log.push(...entries);
      for (const entry of entries) {
        if (entry.kind !== "notifying" || options.delivers === false) continue;
        const { incident, channel, notice } = entry;
        append([{ incident, at: now, kind: "notified", channel, notice, title: "", receipt: `first ${channel}` }]);
      }
      return entries;
    },
    happens(incident: string, at: number, happening: Happening): void {
      append([{ incident, at, ...happening }]);
    },
    open(): readonly Incident[] {
      return [...state.incidents.values()].filter(({ resolvedAt }) => resolvedAt === undefined);
    },
    /** `opened out`, … in the order in which they were sent. */
    sent(): readonly string[] {
      return log.flatMap((entry) => (entry.kind === "notifying" ? [`${entry.notice} ${entry.channel}`] : []));
    },
  };
}

export function membersOf({ members }: Incident): readonly string[] {
  return [...members.values()]
    .filter(({ leftAt }) => leftAt === undefined)
    .map(({ verdict: { subject: about } }) => subjectKey(about).split("\0").at(-1) ?? "")
    .toSorted();
}
