import { array, assert, constantFrom, infiniteStream, integer, nat, property, record, tuple } from "fast-check";
import type { Arbitrary } from "fast-check";
import { expect, test } from "vitest";
import { isActive, isOpen, noIncidents, noticeKindOf } from "#alerts/incidents/incident.ts";
import type { IncidentState } from "#alerts/incidents/incident.ts";
import { defaultIncidentSettings } from "#alerts/incidents/incident-settings.ts";
import { fold } from "#alerts/incidents/ledger.ts";
import type { LogEntry } from "#alerts/incidents/log-entry.ts";
import { breachesIn } from "#alerts/incidents/members.ts";
import { step } from "#alerts/incidents/step.ts";
import { verdictKey } from "#signals/verdict.ts";
import type { Verdict } from "#signals/verdict.ts";
import { directory, evaluation, lineage, minute, seven, verdict } from "#test/support/incidents.ts";

const names = ["a", "b", "c", "d", "e", "job:x", "job:y", "platform"];
const jobs = ["job:x", "job:y", "job:z"];
const datasets = names.filter((name) => !name.includes("job") && name !== "platform");

/** Any graph of datasets and jobs, cycles too. */
const graph = array(tuple(constantFrom(...datasets), constantFrom(...jobs, ""), constantFrom(...datasets)), {
  maxLength: 10,
}).map((edges) => lineage(...edges.map(([from, by, to]) => [from, by, to].filter((each) => each !== "").join(" -> "))));

const said = record({
  of: constantFrom(...names),
  signal: constantFrom("freshness", "quality", "lag" as const),
  state: constantFrom("breach", "at_risk", "excused", "unknown", "ok" as const),
  severity: constantFrom("info", "warning", "error", "critical" as const),
  since: integer({ min: -600, max: 0 }),
});

/** What holds at one time after another: minutes that pass, verdicts. */
const history = array(tuple(integer({ min: 1, max: 40 }), array(said, { maxLength: 8 })), {
  minLength: 1,
  maxLength: 12,
});

const routes =
  directory(`defaults: { channels: { info: chat, error: phone }, escalation: [{ after: 10m, channels: lead }] }
channels:
  chat: { type: stdout, budget: { notifications: 3, per: 1h } }
  phone: { type: stdout, quiet_hours: { between: 09:00-12:00, timezone: UTC } }
  lead: { type: stdout }
`);

interface Moment {
  readonly now: number;
  readonly verdicts: readonly Verdict[];
}

function momentsOf(steps: typeof history extends Arbitrary<infer T> ? T : never): readonly Moment[] {
  let now = seven;
  return steps.map(([minutes, all]) => {
    now += minutes * minute;
    const verdicts = all.map(({ of, since, ...rest }) => verdict(of, { ...rest, since: now + since * minute }));
    return { now, verdicts: [...new Map(verdicts.map((each) => [verdictKey(each), each])).values()] };
  });
}

function run(
  moments: readonly Moment[],
  of: ReturnType<typeof lineage>,
  visit?: (state: IncidentState, moment: Moment) => void,
) {
  let state = noIncidents;
  const log: LogEntry[] = [];
  for (const moment of moments) {
    const context = { lineage: of, directory: routes, settings: defaultIncidentSettings, now: moment.now };
    const { state: after, entries } = step(state, evaluation(moment.now, moment.verdicts), context);
    log.push(...entries);
    state = after;
    visit?.(state, moment);
  }
  return { state, log };
}

test("every breach is in exactly one open incident, and nothing else is", () => {
  assert(
    property(graph, history, (of, steps) => {
      run(momentsOf(steps), of, ({ incidents }, { now, verdicts }) => {
        const members = [...incidents.values()]
          .filter(isOpen)
          .flatMap((incident) => [...incident.members].filter(([, member]) => isActive(member)).map(([key]) => key));
        const breaches = breachesIn(evaluation(now, verdicts)).map(verdictKey);
        expect(new Set(members).size).toBe(members.length);
        const unknown = new Set(verdicts.filter(({ state }) => state === "unknown").map(verdictKey));
        // One of which nothing is known any more stays where it was.
        expect(members.filter((key) => !unknown.has(key)).toSorted()).toEqual(breaches.toSorted());
      });
    }),
    { numRuns: 500 },
  );
});

test("the order of verdicts does not matter", () => {
  assert(
    property(graph, history, infiniteStream(nat()), (of, steps, random) => {
      const moments = momentsOf(steps);
      const shuffled = moments.map(({ now, verdicts }) => ({
        now,
        verdicts: verdicts
          .map((each) => [random.next().value ?? 0, each] as const)
          .toSorted(([a], [b]) => a - b)
          .map(([, each]) => each),
      }));
      expect(run(shuffled, of).log).toEqual(run(moments, of).log);
    }),
    { numRuns: 300 },
  );
});

test("the log, written down and read again, folds to the live state", () => {
  assert(
    property(graph, history, (of, steps) => {
      const { state, log } = run(momentsOf(steps), of);
      const read: LogEntry[] = log.map((entry) => ({ ...entry }));
      expect(fold(noIncidents, read)).toEqual(state);
    }),
    { numRuns: 300 },
  );
});

test("a channel hears once that an incident was opened", () => {
  assert(
    property(graph, history, (of, steps) => {
      const { log } = run(momentsOf(steps), of);
      const sent = log.flatMap((entry) =>
        entry.kind === "notifying" ? [`${entry.incident} ${entry.channel} ${entry.notice}`] : [],
      );
      expect(new Set(sent).size).toBe(sent.length);
      const first = log.flatMap((entry) =>
        entry.kind === "notifying" && noticeKindOf(entry.notice) === "opened"
          ? [`${entry.incident} ${entry.channel}`]
          : [],
      );
      expect(new Set(first).size).toBe(first.length);
    }),
    { numRuns: 300 },
  );
});
