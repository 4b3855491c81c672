import { countries, hour, minute } from "./calendar.ts";
import type { Company } from "./company.ts";
import { readyAfter } from "./estate.ts";
import type { SoakJob, SoakPipeline } from "./estate.ts";

/**
 * What the company says in `tidemark.yml`: where its teams are, which holidays they have, how often jobs are tried, and by when what is
 * looked at must be there. All else is learnt.
 */
export function expectationsOf({ estate, upgrades }: Pick<Company, "estate" | "upgrades">): string {
  const calendars = countries.map(({ code, holidays }) => `  ${code}: { holidays: [${holidays.join(", ")}] }`);
  const teams = countries.map(
    ({ code, zone }) => `  - { match: "KIND-${code}/*", timezone: ${zone.name}, calendar: ${code}, channels: out }`,
  );
  const of = (kind: string): readonly string[] => teams.map((team) => team.replace("KIND", kind));
  return [
    "version: 1",
    "channels: { out: { type: stdout } }",
    "calendars:",
    ...calendars,
    "maintenance:",
    ...upgrades.map(({ country: { code }, from, until }) => {
      const [begins, ends] = [from, until].map((at) => new Date(at).toISOString().slice(0, 19));
      const what = `datasets: "dw-${code}/*", jobs: "etl-${code}/*"`;
      return `  - { name: upgrade, from: "${begins}Z", to: "${ends}Z", ${what} }`;
    }),
    "datasets:",
    ...of("dw"),
    ...estate.flatMap((pipeline) => reportsOf(pipeline).map((job) => deadlineOf(estate, pipeline, job))),
    "jobs:",
    ...of("etl").map((team) => team.replace(" }", ", failures: { max_attempts: 3 } }")),
    "",
  ].join("\n");
}

function reportsOf({ jobs, timetable: { cadence } }: SoakPipeline): readonly SoakJob[] {
  return cadence === "hourly" ? [] : jobs.filter(({ layer }) => layer === 3).slice(0, 1);
}

function deadlineOf(estate: readonly SoakPipeline[], { timetable, country }: SoakPipeline, job: SoakJob): string {
  const slack = timetable.cadence === "monthly" ? 6 * hour : 2.5 * hour;
  const readyBy = readyAfter(estate, job) + slack;
  const text = new Date(Math.ceil(readyBy / (15 * minute)) * 15 * minute).toISOString().slice(11, 16);
  const on = {
    hourly: "every_day",
    daily: "every_day",
    "business days": "business_days",
    weekly: ["monday", "tuesday", "wednesday", "thursday", "friday"][timetable.weekday],
    monthly: `day ${timetable.dayOfMonth}${timetable.moves ? ", if_closed: next_business_day" : ""}`,
  }[timetable.cadence];
  const name = `dw-${country.code}/${job.outputs[0]?.name ?? ""}`;
  return `  - { match: "${name}", freshness: { ready_by: "${text}", on: ${on} } }`;
}
