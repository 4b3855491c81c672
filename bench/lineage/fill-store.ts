import { RowEncoder } from "#store/columns.ts";
import type { Store } from "#store/store.ts";
import { events } from "#store/tables/events.ts";
import type { EventRow } from "#store/tables/events.ts";
import { datasetOf, eventRow } from "#test/support/event-row.ts";
import type { Shape } from "./shapes.ts";

const minute = 60_000_000;
const eventsAtOnce = 20_000;

export interface Naming {
  /** Before each name, so that several graphs stand beside each other. */
  readonly prefix: string;
  readonly runsEach: number;
  /** Of the last run of each job, in microseconds. */
  readonly endedAt: number;
  /** Called after each insert. */
  readonly inserted: () => Promise<void>;
}

export function datasetName(prefix: string, number: number): { readonly namespace: string; readonly name: string } {
  return { namespace: "postgres://warehouse.example.com:5432", name: `${prefix}.public.table_${number}` };
}

/** Tells the store of a graph: each job by so many runs, an hour apart, one in a hundred failed. */
export async function fillStore(store: Store, shape: Shape, naming: Naming): Promise<void> {
  const encoder = new RowEncoder(events);
  for (let run = 0; run < naming.runsEach; run++) {
    for (const [number, job] of shape.jobs.entries()) {
      encoder.add(eventOf(number, run, job, naming));
      if (encoder.rows < eventsAtOnce) continue;
      await store.insert(encoder);
      await naming.inserted();
      encoder.reset();
    }
  }
  await store.insert(encoder);
  await naming.inserted();
}

function eventOf(number: number, run: number, job: Shape["jobs"][number], naming: Naming): EventRow {
  const { prefix, runsEach, endedAt } = naming;
  const time = endedAt - (runsEach - 1 - run) * 60 * minute;
  const identity = `${prefix}:${number}:${run}`;
  return eventRow({
    event_id: identity.padStart(32, "0"),
    event_type: (number + run) % 100 === 0 ? "FAIL" : "COMPLETE",
    event_time: time,
    received_at: time + 1_000_000,
    job_namespace: "airflow",
    job_name: `${prefix}.make_${number}`,
    run_id: identity,
    datasets: [
      ...job.inputs.map((dataset) => datasetOf({ role: "input", ...datasetName(prefix, dataset) })),
      ...job.outputs.map((dataset) => datasetOf({ role: "output", ...datasetName(prefix, dataset) })),
    ],
  });
}
