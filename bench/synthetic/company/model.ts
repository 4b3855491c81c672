import type { SchemaField } from "#agent/contract/facets/dataset.ts";
import type { EventValues } from "../slots.ts";
import type { Template } from "../template.ts";

export interface Dataset {
  readonly namespace: string;
  readonly name: string;
  readonly owner: string;
  /** At the end; see `fieldsAt`. */
  readonly fields: readonly SchemaField[];
  /** Days after the start on which it got one more field, in order. */
  readonly changes: readonly number[];
  /** Rows of a usual write. */
  readonly rows: number;
}

export interface Tick {
  /** When the run is due: the end of its data interval. Microseconds since the epoch. */
  readonly at: number;
  /** Days since the start, with a fraction. */
  readonly day: number;
}

/** An event happens; whoever runs the company decides when it is received. */
export type Emit = (template: Template, values: EventValues) => void;

/** What is started together: a DAG, a dbt project, a Spark application, a stream, a script. */
export interface Pipeline {
  /** Microseconds between two runs. */
  readonly period: number;
  /** Of the first run, after the start; in microseconds. */
  readonly offset: number;
  run(tick: Tick, emit: Emit): void;
}

/** The time in which datasets change and jobs break, so that some of all of it is in the first days too. */
export const span = 90;

export const second = 1_000_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
