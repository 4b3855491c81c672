import { parseEventTime } from "#agent/contract/time.ts";

/** What differs between two events of one template. Times are microseconds since the epoch. */
export interface EventValues {
  readonly runId: string;
  readonly parentRunId: string;
  readonly rootRunId: string;
  /** An identifier of the producer's own: an invocation, an application, a query. */
  readonly externalId: string;
  /** Without characters that JSON escapes. */
  readonly error: string;
  readonly eventTime: number;
  readonly startTime: number;
  readonly nominalStart: number;
  readonly nominalEnd: number;
  readonly attempt: number;
  readonly readRows: number;
  readonly readBytes: number;
  readonly writtenRows: number;
  readonly writtenBytes: number;
  readonly files: number;
  readonly found: number;
  readonly amount: number;
  readonly quantity: number;
}

/** For the slots a template does not have. */
export const noValues: EventValues = {
  runId: "",
  parentRunId: "",
  rootRunId: "",
  externalId: "",
  error: "",
  eventTime: 0,
  startTime: 0,
  nominalStart: 0,
  nominalEnd: 0,
  attempt: 1,
  readRows: 0,
  readBytes: 0,
  writtenRows: 0,
  writtenBytes: 0,
  files: 1,
  found: 0,
  amount: 0,
  quantity: 0,
};

/** A place in an event where a value goes: it holds a mark that stands nowhere else. */
export interface Slot<M extends string | number = string | number> {
  /** What a template's event has in the place. */
  readonly mark: M;
  /** What the row makes of the mark, where it is not the mark itself. */
  readonly cell: string | number;
  value(values: EventValues): string | number;
  /** As the event's JSON has it, without quotes. */
  text(values: EventValues): string;
}

export const slots = {
  runId: textSlot("00000000-0000-7000-8000-000000000001", (values) => values.runId),
  parentRunId: textSlot("00000000-0000-7000-8000-000000000002", (values) => values.parentRunId),
  rootRunId: textSlot("00000000-0000-7000-8000-000000000003", (values) => values.rootRunId),
  externalId: textSlot("00000000-0000-7000-8000-000000000004", (values) => values.externalId),
  error: textSlot("<<error>>", (values) => values.error),
  /** The day of the data. */
  day: textSlot("2003-03-03", ({ nominalStart }) => new Date(nominalStart / 1000).toISOString().slice(0, 10)),
  /** Python's clock. */
  eventTime: timeSlot("2001-01-01T00:00:00.000001Z", (values) => values.eventTime, toMicros),
  /** Java's and JavaScript's clock. */
  eventTimeMillis: timeSlot(
    "2001-01-01T00:00:01.001Z",
    ({ eventTime }) => Math.floor(eventTime / 1000) * 1000,
    toMillis,
  ),
  startTime: timeSlot(
    "2001-01-01T00:00:02.000002+00:00",
    (values) => values.startTime,
    (micros) => toMicros(micros).replace("Z", "+00:00"),
  ),
  nominalStart: timeSlot("2001-01-01T00:00:03+00:00", (values) => values.nominalStart, toSeconds),
  nominalEnd: timeSlot("2001-01-01T00:00:04+00:00", (values) => values.nominalEnd, toSeconds),
  attempt: numberSlot(910_000_000_001, (values) => values.attempt),
  readRows: numberSlot(910_000_000_002, (values) => values.readRows),
  readBytes: numberSlot(910_000_000_003, (values) => values.readBytes),
  writtenRows: numberSlot(910_000_000_004, (values) => values.writtenRows),
  writtenBytes: numberSlot(910_000_000_005, (values) => values.writtenBytes),
  files: numberSlot(910_000_000_006, (values) => values.files),
  found: numberSlot(910_000_000_007, (values) => values.found),
  amount: numberSlot(910_000_000_008, (values) => values.amount),
  quantity: numberSlot(910_000_000_009, (values) => values.quantity),
} as const satisfies Readonly<Record<string, Slot>>;

function textSlot(mark: string, value: (values: EventValues) => string): Slot<string> {
  return { mark, cell: mark, value, text: value };
}

function numberSlot(mark: number, value: (values: EventValues) => number): Slot<number> {
  return { mark, cell: mark, value, text: (values) => String(value(values)) };
}

/** The row has the mark's microseconds, the event the mark. */
function timeSlot(
  mark: string,
  value: (values: EventValues) => number,
  written: (micros: number) => string,
): Slot<string> {
  const cell = parseEventTime(mark)?.micros;
  if (cell === undefined) throw new RangeError(`${mark} is no time`);
  return { mark, cell, value, text: (values) => written(value(values)) };
}

function toMicros(micros: number): string {
  const millis = Math.floor(micros / 1000);
  return `${new Date(millis).toISOString().slice(0, 23)}${String(micros - millis * 1000).padStart(3, "0")}Z`;
}

function toMillis(micros: number): string {
  return new Date(Math.floor(micros / 1000)).toISOString();
}

function toSeconds(micros: number): string {
  return `${new Date(Math.floor(micros / 1000)).toISOString().slice(0, 19)}+00:00`;
}
