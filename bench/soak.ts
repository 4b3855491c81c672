import { parseArgs } from "node:util";
import { day } from "#test/support/soak/calendar.ts";
import { soakFrom, soakUntil } from "#test/support/soak/company.ts";
import type { ToldIncident } from "#test/support/soak/score.ts";
import { soak } from "#test/support/soak/soak.ts";
import { subjectKey } from "#signals/verdict.ts";
import type { Subject } from "#signals/verdict.ts";

const help = `Ninety days of a made company (300 datasets, two changes of the clocks, holidays, 40 faults, and what looks like a fault and is
none) through all signals and incidents: how many faults were told, how many incidents were about none, and whether the cause was right.

  npm run bench:soak [-- OPTIONS]

  --seed TEXT   of the company (default judged)
  --days N      fewer than 90, to look at the first of them
  --detail      each fault and each false incident, a line each
`;

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "judged" },
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

async function main(): Promise<void> {
  const until = Math.min(soakUntil, soakFrom + Number(values.days) * day);
  const begun = process.cpuUsage();
  const { score, company } = await soak(values.seed, until);
  const used = process.cpuUsage(begun);
  const { found, incidents, falseIncidents } = score;
  say(`seed ${values.seed}, ${values.days} days, ${company.events.length} events, ${found.length} faults`);
  say(`recall                      ${score.recall.toFixed(3)}`);
  say(`precision                   ${score.precision.toFixed(3)} of ${incidents.length} incidents told`);
  say(`cause right, of cascades    ${score.rootRight.toFixed(3)}`);
  say(`notifications an incident   ${score.notificationsPerIncident.toFixed(2)}, at most ${score.mostNotifications}`);
  say(`incidents a fault           ${score.incidentsPerFault.toFixed(2)}`);
  say(`processor time              ${((used.user + used.system) / 1e6).toFixed(0)} s`);
  const kinds = new Map<string, number>();
  for (const { members } of falseIncidents) {
    const signal = members[0]?.signal ?? "";
    kinds.set(signal, (kinds.get(signal) ?? 0) + 1);
  }
  say(`false incidents by signal   ${[...kinds].map(([kind, count]) => `${kind} ${count}`).join(", ")}`);
  if (!values.detail) return;
  for (const { fault, incidents: told, rootRight } of found) {
    const after =
      told[0] === undefined ? "NOT TOLD" : `told after ${((told[0].toldAt - fault.from) / 3_600_000).toFixed(1)} h`;
    const wrong = told.length > 0 && !rootRight ? " CAUSE WRONG" : "";
    say(`\n${fault.kind} ${new Date(fault.from).toISOString().slice(0, 16)} ${fault.job.name}: ${after}${wrong}`);
    for (const incident of told) say(`    ${incidentLine(incident)}`);
  }
  say("\nfalse:");
  for (const incident of falseIncidents) {
    const decoy = company.decoys.find(
      ({ pipeline, from, until: to }) =>
        incident.toldAt >= from &&
        incident.toldAt <= to + day &&
        incident.members.some(({ subject }) => subjectKey(subject).includes(`${pipeline.name}.`)),
    );
    say(`  ${decoy === undefined ? "" : `[${decoy.kind}] `}${incidentLine(incident)}`);
  }
}

if (values.help) process.stdout.write(help);
else await main();
