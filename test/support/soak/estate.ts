import type { Chance } from "#bench/detection/chance.ts";
import type { Name } from "#signals/facts/fact.ts";
import { countries, minute, timetableOf } from "./calendar.ts";
import type { Cadence, Country, Timetable } from "./calendar.ts";

/** What a job writes, and how that usually varies. */
export interface SoakDataset extends Name {
  readonly rows: number;
  /** As the standard deviation of the logarithm. */
  readonly noise: number;
  /** Share of its rows that come on weekends and holidays. */
  readonly weekend: number;
  /** How much less comes by night, as a share, and the local hour at which most comes. */
  readonly depth: number;
  readonly peak: number;
  /** A day. */
  readonly growth: number;
  /** Zero where nobody says how many bytes it has. */
  readonly bytesPerRow: number;
  readonly columns: readonly string[];
  readonly checked: boolean;
}

export interface SoakJob extends Name {
  readonly id: number;
  readonly layer: number;
  /** It starts when these have completed for the same interval. */
  readonly after: readonly SoakJob[];
  /** It reads these too, as they are. */
  readonly alsoReads: readonly SoakDataset[];
  readonly outputs: readonly SoakDataset[];
  /** Milliseconds, the usual one. */
  readonly duration: number;
  readonly spread: number;
  /** How often it takes half as long again, or twice as long, for no reason. */
  readonly slow: number;
  /** What a run costs; zero where nobody says. */
  readonly cost: number;
}

export interface SoakPipeline {
  readonly name: string;
  readonly country: Country;
  readonly timetable: Timetable;
  /** In an order in which each comes after those it waits for. */
  readonly jobs: readonly SoakJob[];
}

/** Pipelines of each cadence, twelve datasets each: 300 together. */
const pipelines: Readonly<Record<Cadence, number>> = {
  hourly: 4,
  daily: 8,
  "business days": 5,
  weekly: 4,
  monthly: 4,
};

/** Datasets of each layer: what comes in, what is cleaned, what is made of it, what is looked at. */
const layers = [3, 4, 3, 2] as const;
const layerNames = ["raw", "clean", "mart", "report"] as const;

/** A company's pipelines. The same for the same chance. */
export function createEstate(chance: Chance): readonly SoakPipeline[] {
  const made: SoakPipeline[] = [];
  let id = 0;
  for (const cadence of ["hourly", "daily", "business days", "weekly", "monthly"] as const) {
    for (let index = 0; index < pipelines[cadence]; index++) {
      const country = countries[index % countries.length];
      if (country === undefined) continue;
      const name = `${cadence.replace(" ", "_")}_${index + 1}`;
      const alike = made.filter((each) => each.country === country && each.timetable.cadence === cadence);
      const daily = made.filter((each) => each.country === country && each.timetable.cadence === "daily");
      const jobs = jobsOf(chance, name, country, cadence, {
        id,
        waitsFor: !isRare(cadence) && chance.happens(0.6) ? alike.at(-1) : undefined,
        alsoReads: isRare(cadence) ? daily.at(-1) : undefined,
      });
      id += jobs.length;
      made.push({ name, country, timetable: timetableOf(chance, cadence, country.code === "us"), jobs });
    }
  }
  return made;
}

export function isRare(cadence: Cadence): boolean {
  return cadence === "weekly" || cadence === "monthly";
}

interface Neighbours {
  readonly id: number;
  readonly waitsFor: SoakPipeline | undefined;
  readonly alsoReads: SoakPipeline | undefined;
}

function jobsOf(
  chance: Chance,
  pipeline: string,
  { code }: Country,
  cadence: Cadence,
  neighbours: Neighbours,
): readonly SoakJob[] {
  const jobs: SoakJob[] = [];
  for (const [layer, count] of layers.entries()) {
    const before = jobs.filter((job) => job.layer === layer - 1);
    for (let index = 0; index < count; index++) {
      const name = `${pipeline}.${layerNames[layer] ?? ""}_${index + 1}`;
      const first = layer === 1 && index === 0;
      jobs.push({
        namespace: `etl-${code}`,
        name,
        id: neighbours.id + jobs.length,
        layer,
        after: [...twoOf(chance, before), ...(first ? martsOf(neighbours.waitsFor) : [])],
        alsoReads: first ? martsOf(neighbours.alsoReads).flatMap(({ outputs }) => outputs) : [],
        outputs: [datasetOf(chance, `dw-${code}`, name, cadence, layer)],
        duration: (cadence === "hourly" ? chance.between(1, 5) : chance.between(2, 40)) * minute,
        spread: chance.between(0.06, 0.3),
        slow: chance.between(0.002, 0.012),
        cost: chance.happens(0.3) ? chance.between(0.2, 20) : 0,
      });
    }
  }
  return jobs;
}

function martsOf(pipeline: SoakPipeline | undefined): readonly SoakJob[] {
  return pipeline?.jobs.filter(({ layer }) => layer === 2).slice(0, 1) ?? [];
}

function twoOf(chance: Chance, jobs: readonly SoakJob[]): readonly SoakJob[] {
  if (jobs.length === 0) return [];
  return [...new Set([chance.pick(jobs), chance.pick(jobs)])];
}

function datasetOf(chance: Chance, namespace: string, name: string, cadence: Cadence, layer: number): SoakDataset {
  const seasonal = cadence === "hourly" || cadence === "daily";
  return {
    namespace,
    name,
    rows: 10 ** chance.between(2.5, 7),
    noise: chance.between(0.02, 0.2),
    weekend: seasonal ? chance.pick([1, 0.6, 0.3]) : 1,
    depth: cadence === "hourly" ? chance.pick([0, 0.5, 0.85]) : 0,
    peak: chance.between(9, 18),
    growth: chance.pick([0, 0, 0.0003, 0.001]),
    bytesPerRow: chance.happens(0.6) ? chance.between(20, 400) : 0,
    columns: Array.from({ length: chance.whole(4, 12) }, (_, index) => `c${index + 1}`),
    checked: layer >= 2,
  };
}

/** When what a job writes is usually there, rather late: after 00:00 by the local clock, or after the hour. */
export function readyAfter(estate: readonly SoakPipeline[], job: SoakJob): number {
  const start = (estate.find(({ jobs }) => jobs.includes(job))?.timetable.minuteOfDay ?? 0) * minute;
  return job.duration * 1.3 + Math.max(start, ...job.after.map((each) => readyAfter(estate, each)));
}
