import { parseArgs } from "node:util";
import { day } from "#test/support/soak/calendar.ts";
import { soakFrom, soakUntil } from "#test/support/soak/company.ts";
import { faultKinds } from "#test/support/soak/fault.ts";
import { figuresOf } from "#test/support/soak/score.ts";
import type { Figures, Score, ToldIncident } from "#test/support/soak/score.ts";
import { soak } from "#test/support/soak/soak.ts";
import type { Soak } from "#test/support/soak/soak.ts";
import { subjectKey } from "#signals/verdict.ts";
import type { Subject } from "#signals/verdict.ts";

const help = `Ninety days of a made company (300 datasets, two changes of the clocks, holidays, 40 faults, and what looks like a fault and is
none) through all signals and incidents: how many faults were told, how many incidents were about none, and whether the cause was right.

  npm run bench:soak [-- OPTIONS]

  --seed TEXT   of the company (default judged); several times: each, then their sum
  --only KIND   all faults are of one kind: ${faultKinds.join(", ")}
  --days N      fewer than 90, to look at the first of them
  --detail      each fault and each false incident, a line each
`;

const { values } = parseArgs({
  options: {
    seed: { type: "string", multiple: true, default: ["judged"] },
    only: { type: "string" },
    days: { type: "string", default: "90" },
    detail: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

function nameOf(subject: Subject): string {
  return subject.kind === "job" ? `job ${subject.name}` : subject.name;
}

function incidentLine({ toldAt, cause, members }: ToldIncident): string {
  const signals = [...new Set(members.map(({ signal, aspect }) => (aspect === "" ? signal : `${signal}:${aspect}`)))];
  return `${new Date(toldAt).toISOString().slice(0, 16)} ${nameOf(cause)} (${members.length}: ${signals.join(", ")}): ${members[0]?.summary ?? ""}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function sayFigures({ faults, incidents, told, ...figures }: Figures): void {
  const { firstTold, escalations, reminders, updates } = told;
  say(`recall                      ${figures.recall.toFixed(3)} of ${faults} faults`);
  say(`precision                   ${figures.precision.toFixed(3)} of ${incidents} incidents told`);
  say(`cause right                 ${figures.rootRight.toFixed(3)} of ${figures.cascades} cascades that were told`);
  say(`notifications an incident   ${(firstTold / incidents).toFixed(2)}, at most ${figures.mostNotifications}`);
  say(
    `besides                     ${escalations} escalations, ${reminders} reminders, ${updates} quiet updates of threads`,
  );
  say(`incidents a fault           ${figures.incidentsPerFault.toFixed(2)}`);
}

function sayFalse(scores: readonly Score[]): void {
  const signals = new Map<string, number>();
  for (const { members } of scores.flatMap(({ falseIncidents }) => falseIncidents)) {
    const signal = members[0]?.signal ?? "";
    signals.set(signal, (signals.get(signal) ?? 0) + 1);
  }
  say(`false incidents by signal   ${[...signals].map(([signal, count]) => `${signal} ${count}`).join(", ")}`);
}

function sayDetail({ score: { found, falseIncidents }, company }: Soak): void {
  for (const { fault, incidents: told, rootRight } of found) {
    const after =
      told[0] === undefined ? "NOT TOLD" : `told after ${((told[0].toldAt - fault.from) / 3_600_000).toFixed(1)} h`;
    const wrong = told.length > 0 && !rootRight ? " CAUSE WRONG" : "";
    say(`\n${fault.kind} ${new Date(fault.from).toISOString().slice(0, 16)} ${fault.name}: ${after}${wrong}`);
    for (const incident of told) say(`    ${incidentLine(incident)}`);
  }
  say("\nfalse:");
  for (const incident of falseIncidents) {
    const decoy = company.decoys.find(
      ({ pipeline, from, until }) =>
        incident.toldAt >= from &&
        incident.toldAt <= until + day &&
        incident.members.some(({ subject }) => subjectKey(subject).includes(`${pipeline.name}.`)),
    );
    say(`  ${decoy === undefined ? "" : `[${decoy.kind}] `}${incidentLine(incident)}`);
  }
}

async function main(): Promise<void> {
  const only = faultKinds.find((kind) => kind === values.only);
  if (values.only !== undefined && only === undefined)
    throw new RangeError(`--only ${values.only}: one of ${faultKinds.join(", ")}`);
  const until = Math.min(soakUntil, soakFrom + Number(values.days) * day);
  const scores: Score[] = [];
  for (const seed of values.seed) {
    const begun = process.cpuUsage();
    const soaked = await soak(seed, { until, only });
    const used = process.cpuUsage(begun);
    scores.push(soaked.score);
    say(`seed ${seed}, ${values.days} days, ${soaked.company.events.length} events`);
    sayFigures(figuresOf([soaked.score]));
    sayFalse([soaked.score]);
    say(`processor time              ${((used.user + used.system) / 1e6).toFixed(0)} s`);
    if (values.detail) sayDetail(soaked);
    say("");
  }
  if (scores.length < 2) return;
  say(`${scores.length} seeds together`);
  sayFigures(figuresOf(scores));
  sayFalse(scores);
}

if (values.help) process.stdout.write(help);
else await main();
