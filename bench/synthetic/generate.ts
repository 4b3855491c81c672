import type { EventRow } from "#store/tables/events.ts";
import { foundCompany } from "./company/company.ts";
import { day, hour, minute, second } from "./company/model.ts";
import type { Pipeline } from "./company/model.ts";
import { createRandom } from "./random.ts";
import type { Random } from "./random.ts";
import type { EventValues } from "./slots.ts";
import type { Template } from "./template.ts";

export interface GenerateOptions {
  readonly seed: number;
  /** When the company starts; microseconds since the epoch. */
  readonly start: number;
}

/**
 * What a company's pipelines tell, hour after hour without an end, in the order it is received. The same
 * options give the same rows, so the first million is the same however many follow. 111,000 a day.
 */
export function* generateRows({ seed, start }: GenerateOptions): Generator<EventRow, never> {
  const random = createRandom(seed + 1);
  const waiting = new Hours();
  const pipelines = foundCompany(seed).map((pipeline) => ({ pipeline, next: start + pipeline.offset }));
  for (let from = start; ; from += hour) {
    for (const entry of pipelines) {
      for (; entry.next < from + hour; entry.next += entry.pipeline.period) {
        runOnce(entry.pipeline, entry.next, start, waiting, random);
      }
    }
    for (const { template, values, receivedAt } of waiting.take(from)) yield template.row(values, receivedAt);
  }
}

function runOnce(pipeline: Pipeline, at: number, start: number, waiting: Hours, random: Random): void {
  pipeline.run({ at, day: (at - start) / day }, (template, values) => {
    waiting.add({ template, values, receivedAt: values.eventTime + delay(random) });
  });
}

/** Microseconds an event is on its way: a moment, but one in two hundred is late. */
function delay(random: Random): number {
  return Math.round(random.chance(0.005) ? random.around(40 * minute, 1) : random.around(second / 5, 0.8));
}

interface Told {
  readonly template: Template;
  readonly values: EventValues;
  readonly receivedAt: number;
}

/** Events by the hour in which they will be received. */
class Hours {
  readonly #events = new Map<number, Told[]>();

  add(told: Told): void {
    const index = Math.floor(told.receivedAt / hour);
    const events = this.#events.get(index);
    if (events === undefined) this.#events.set(index, [told]);
    else events.push(told);
  }

  /** Those of the hour that begins then, in their order. */
  take(from: number): readonly Told[] {
    const index = Math.floor(from / hour);
    const events = this.#events.get(index) ?? [];
    this.#events.delete(index);
    return events.sort((a, b) => a.receivedAt - b.receivedAt);
  }
}
