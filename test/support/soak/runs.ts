import type { Chance } from "#bench/detection/chance.ts";
import type { ToldEvent } from "#signals/facts/fold.ts";
import { day, hour, isHoliday, localOf, minute, weekdayOf } from "./calendar.ts";
import type { Slot } from "./calendar.ts";
import type { SoakDataset, SoakJob, SoakPipeline } from "./estate.ts";
import type { Effect } from "./fault.ts";

/** One try in so many fails and the next does not. */
const flaky = 0.004;
const tryAgainMs = 5 * minute;
const tries = 3;

export interface PlannedRun {
  readonly chance: Chance;
  readonly pipeline: SoakPipeline;
  readonly job: SoakJob;
  readonly slot: Slot;
  readonly effect: Effect;
  /** Of the usual rows. */
  readonly share: number;
  /** It repeats the past, and may say so. */
  readonly again?: "backfill" | "unsaid";
}

/** The runs that one planned run takes until one completes, and what they say. */
export class Runs {
  readonly events: ToldEvent[] = [];
  readonly #planned: PlannedRun;
  readonly #chance: Chance;
  #count = 0;

  constructor(planned: PlannedRun) {
    this.#planned = planned;
    this.#chance = planned.chance;
  }

  /** When one has completed. */
  from(ready: number): number {
    const { failsUntil, hangsUntil } = this.#planned.effect;
    if (failsUntil !== undefined && ready < failsUntil) {
      const failedAt = this.#failAll(ready);
      return this.#complete(Math.max(failedAt + 10 * minute, failsUntil), 1);
    }
    if (hangsUntil !== undefined && ready < hangsUntil) {
      this.#run(ready, hangsUntil, 1, "ABORT");
      return this.#complete(hangsUntil + 2 * minute, 1);
    }
    if (!this.#chance.happens(flaky) && this.#planned.effect.failsOnce !== true) return this.#complete(ready, 1);
    const failedAt = this.#run(ready, ready + this.#took() * this.#chance.uniform(), 1, "FAIL");
    return this.#complete(failedAt + tryAgainMs, 2);
  }

  #failAll(ready: number): number {
    let at = ready;
    for (let attempt = 1; attempt <= tries; attempt++) {
      const end = this.#run(at, at + this.#took() * this.#chance.between(0.3, 1), attempt, "FAIL");
      at = attempt === tries ? end : end + tryAgainMs;
    }
    return at;
  }

  #complete(start: number, attempt: number): number {
    return this.#run(start, start + this.#took(), attempt, "COMPLETE");
  }

  #took(): number {
    const { duration, spread, slow } = this.#planned.job;
    const odd = this.#chance.happens(slow) ? this.#chance.between(1.3, 2.2) : 1;
    return duration * this.#chance.lognormal(spread) * odd * (this.#planned.effect.duration ?? 1);
  }

  #run(start: number, end: number, attempt: number, state: "COMPLETE" | "FAIL" | "ABORT"): number {
    const { slot, again } = this.#planned;
    const runId = `${slot.nominal.to} ${again ?? "planned"} ${++this.#count}`;
    const { outputs } = this.#planned.job;
    const [from, to] = [Math.round(start), Math.round(end)];
    this.#tell({ at: from, runId, attempt, state: "RUNNING", isStart: true, datasets: inputsOf(this.#planned.job) });
    if (state !== "COMPLETE") {
      const error = state === "FAIL" ? "relation does not exist" : "";
      this.#tell({ at: to, runId, attempt, state, error });
      return to;
    }
    const checkFails = this.#planned.effect.checkFails === true;
    this.#tell({
      at: to,
      runId,
      attempt,
      state,
      datasets: [...inputsOf(this.#planned.job), ...outputs.map((output) => this.#written(output))],
      schemas: outputs.map((dataset) => schemaOf(dataset, this.#planned.effect.columns ?? "")),
      checks: outputs.filter(({ checked }) => checked).flatMap((dataset) => checksOf(dataset, checkFails)),
      costs: this.#planned.job.cost === 0 ? none : [{ item: "", currency: "EUR", amount: this.#costs() }],
    });
    return to;
  }

  #costs(): number {
    return this.#planned.job.cost * this.#chance.lognormal(0.15) * (this.#planned.effect.cost ?? 1);
  }

  #written(dataset: SoakDataset): ToldEvent["datasets"][number] {
    const rows = this.#planned.effect.sameRows ?? Math.round(this.#usualRows(dataset) * this.#planned.share);
    const bytes =
      dataset.bytesPerRow === 0 ? null : Math.round(rows * dataset.bytesPerRow * this.#chance.lognormal(0.01));
    return { ...unsized, dataset: nameOf(dataset), role: "output", rows, bytes };
  }

  #usualRows({ rows, noise, weekend, depth, peak, growth }: SoakDataset): number {
    const { nominal } = this.#planned.slot;
    const { country } = this.#planned.pipeline;
    const local = localOf(country, nominal.from);
    const date = Math.floor(local / day);
    const resting = weekdayOf(date) >= 5 || isHoliday(country, date);
    const ofDay = 1 + depth * Math.cos((((local / hour) % 24) - peak) * (Math.PI / 12));
    const grown = Math.exp((growth * (nominal.from - Date.UTC(2026, 0, 1))) / day);
    return rows * ofDay * (resting ? weekend : 1) * grown * this.#chance.lognormal(noise);
  }

  #tell(said: Partial<ToldEvent> & Pick<ToldEvent, "at" | "runId" | "state">): void {
    const delay = this.#chance.happens(0.005) ? this.#chance.between(1, 4) * minute : this.#chance.between(500, 4000);
    const event: ToldEvent = {
      receivedAt: Math.round(said.at + delay),
      job: nameOf(this.#planned.job),
      parent: null,
      isStart: false,
      nominal: this.#planned.slot.nominal,
      attempt: 1,
      error: "",
      streaming: false,
      backfill: this.#planned.again === "backfill",
      datasets: none,
      checks: none,
      schemas: none,
      costs: none,
      ...said,
    };
    this.events.push(event);
    // Delivery is at least once.
    if (this.#chance.happens(0.01)) this.events.push({ ...event, receivedAt: event.receivedAt + hour });
  }
}

const unsized = { rows: null, bytes: null, files: null, partition: "" } as const;

function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }) {
  return { namespace, name };
}

/** Said by hundreds of thousands of events: made once. */
const none = [] as const;
const inputs = new WeakMap<SoakJob, ToldEvent["datasets"]>();
const schemas = new WeakMap<SoakDataset, Map<string, ToldEvent["schemas"][number]>>();

function inputsOf(job: SoakJob): ToldEvent["datasets"] {
  const read = [...job.after.flatMap(({ outputs }) => outputs), ...job.alsoReads];
  const known = inputs.get(job) ?? read.map((dataset) => ({ ...unsized, dataset: nameOf(dataset), role: "input" }));
  inputs.set(job, known);
  return known;
}

function schemaOf(dataset: SoakDataset, change: NonNullable<Effect["columns"]> | ""): ToldEvent["schemas"][number] {
  const ofDataset = schemas.get(dataset) ?? new Map<string, ToldEvent["schemas"][number]>();
  schemas.set(dataset, ofDataset);
  const known = ofDataset.get(change) ?? { dataset: nameOf(dataset), fields: fieldsOf(dataset, change) };
  ofDataset.set(change, known);
  return known;
}

function fieldsOf({ columns }: SoakDataset, change: string) {
  const fields = columns.map((path) => ({ path, type: "varchar" }));
  if (change === "broken") return fields.slice(1);
  return change === "added" ? [...fields, { path: "added", type: "varchar" }] : fields;
}

function checksOf(dataset: SoakDataset, fails: boolean): ToldEvent["checks"] {
  const common = { dataset: nameOf(dataset), name: "", ordinal: 1, severity: "", expected: "", actual: "" };
  return [
    { ...common, column: "c1", assertion: "not_null", success: !fails },
    { ...common, column: "c1", assertion: "unique", success: true },
  ];
}
