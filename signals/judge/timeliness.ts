import type { DataInterval } from "../calendar/data-interval.ts";
import type { Deadline } from "../calendar/deadlines.ts";
import { afterOpenMs, openMsBetween } from "../calendar/open-time.ts";
import type { FreshnessDetector } from "../detector/freshness/freshness-detector.ts";
import type { Timeliness } from "../expectations/expectations.ts";
import type { Evidence, Verdict } from "../verdict.ts";
import type { BackfillSense } from "./backfill-sense.ts";
import { fulfilment } from "./delivery.ts";
import type { Delivery } from "./delivery.ts";
import { makeVerdict } from "./make-verdict.ts";
import type { About } from "./make-verdict.ts";
import { momentText, spanText } from "./words.ts";

/** What a dataset or job has delivered, and what its past lets expect. */
export interface Record {
  /** In order of time. */
  readonly deliveries: readonly Delivery[];
  /** Undefined where deadlines are said. */
  readonly learnt: FreshnessDetector | undefined;
  readonly sense: BackfillSense;
  /** Data comes all the time; the last sign of it. */
  readonly streamedAt: number | null;
  /** When the thing was first heard of: nothing was due of it before. */
  readonly knownSince: number;
  /** `written`, `completed`: what has not happened when it is late. */
  readonly verb: string;
}

/** When data that is waited for will be there; undefined when nobody can say. */
export type Foresee = (data: DataInterval) => Foresight | undefined;

export interface Foresight {
  readonly at: number;
  /** `airflow/load is still running since 06:40, and usually takes 50 min`. */
  readonly because: string;
  readonly waitsFor: { readonly namespace: string; readonly name: string };
}

const [minute, day] = [60_000, 86_400_000];
/** A forecast is no more exact than this. */
const leastMissMs = minute;
/** What has not come for so long will not come any more. */
const retiredMs = 30 * day;
const retiredCadences = 10;

/**
 * Whether data is there when it should be: by its greatest age, by deadlines, else by what is usual.
 *
 * @returns undefined when nothing can be expected: it was learnt, and nothing has ever come.
 */
export function judgeTimeliness(
  about: About,
  expected: Timeliness,
  record: Record,
  foresee: Foresee,
): Verdict | undefined {
  switch (expected.kind) {
    case "max_age":
      return judgeAge(about, expected, record);
    case "deadlines":
      return judgeDeadlines(about, expected, record, foresee);
    default:
      return judgeLearnt(about, record, foresee);
  }
}

function evidenceOf(delivery: Delivery | undefined): Evidence {
  if (delivery === undefined) return {};
  const { job, runId, at, nominal } = delivery;
  const run = { job, runId, error: null, endedAt: at };
  return { run, goodAt: at, ...(nominal === null ? {} : { interval: nominal }) };
}

/** When the newest data counts as written: what repeats the past is as old as it always was. */
function newest({
  deliveries,
  sense,
  streamedAt,
}: Record): { readonly at: number; readonly delivery?: Delivery } | undefined {
  let best: { readonly at: number; readonly delivery?: Delivery } | undefined =
    streamedAt === null ? undefined : { at: streamedAt };
  for (const delivery of deliveries.slice(-200)) {
    const at = delivery.past
      ? Math.min(delivery.at, (delivery.nominal?.to ?? -Infinity) + (sense.usualLag ?? 0))
      : delivery.at;
    if (at > (best?.at ?? -Infinity)) best = { at, delivery };
  }
  return best;
}

function judgeAge(
  about: About,
  { maxAgeMs, open }: Timeliness & { readonly kind: "max_age" },
  record: Record,
): Verdict {
  const { now } = about;
  const last = newest(record);
  const upper = maxAgeMs / 1000;
  if (last === undefined) {
    const summary = `No run has ever said that it has ${record.verb} it`;
    return makeVerdict(about, { state: "unknown", unit: "s", summary, upper, since: record.knownSince });
  }
  const due = open === undefined ? last.at + maxAgeMs : afterOpenMs(open, last.at, maxAgeMs);
  const age = open === undefined ? now - last.at : openMsBetween(open, last.at, now);
  const late = due !== undefined && now > due;
  return makeVerdict(about, {
    state: late ? "breach" : "ok",
    since: late ? due : last.at,
    unit: "s",
    observed: Math.max(0, age / 1000),
    expected: upper,
    upper,
    deadline: due ?? null,
    summary: late
      ? `The newest data is ${spanText(age)} old${open === undefined ? "" : " in open hours"}; it may be ${spanText(maxAgeMs)}`
      : `The newest data came ${momentText(last.at)}; it may be ${spanText(maxAgeMs)} old`,
    evidence: evidenceOf(last.delivery),
    validUntil: late ? now + minute : (due ?? Infinity) + 1,
  });
}

type Scheduled = Timeliness & { readonly kind: "deadlines" };

function judgeDeadlines(about: About, { deadlines, schedule }: Scheduled, record: Record, foresee: Foresee): Verdict {
  const { now } = about;
  const { deliveries, verb, streamedAt, knownSince } = record;
  const [previous, next] = [deadlines.previous(now), deadlines.next(now)];
  if (deliveries.length === 0 && streamedAt === null) {
    const summary = `No run has ever said that it has ${verb} it`;
    const at = { deadline: previous?.at ?? null, since: knownSince };
    return makeVerdict(about, { state: "unknown", unit: "s", summary, ...at, validUntil: next?.at ?? Infinity });
  }
  const came = previous === undefined ? undefined : fulfilment(deliveries, previous.data);
  if (previous !== undefined && came === undefined && isOwed(previous, record))
    return missed(about, previous, next, record, schedule.timeZone, foresee(previous.data));
  const already = next === undefined ? undefined : fulfilment(deliveries, next.data);
  const waiting = next !== undefined && already === undefined && streamedAt === null;
  const foresight = waiting && now >= watchedFrom(next) ? foresee(next.data) : undefined;
  if (waiting && foresight !== undefined && foresight.at > next.at + leastMissMs)
    return atRisk(about, next, foresight, deliveries.at(-1), schedule.timeZone);
  const due = next === undefined ? "" : `; due next ${momentText(next.at, schedule.timeZone)}`;
  const met = came === undefined || previous === undefined ? undefined : { came, previous };
  const how = met === undefined ? "Nothing was due" : metText(verb, met.came.at, met.previous.at, schedule.timeZone);
  return makeVerdict(about, {
    state: "ok",
    since: came?.at ?? previous?.at ?? knownSince,
    unit: "s",
    observed: met === undefined ? null : (met.came.at - met.previous.at) / 1000,
    expected: 0,
    upper: 0,
    deadline: next?.at ?? null,
    summary: `${how}${due}`,
    evidence: evidenceOf(came ?? deliveries.at(-1)),
    validUntil: waiting ? Math.min(next.at, Math.max(watchedFrom(next), now + minute)) : (next?.at ?? Infinity),
  });
}

/** Not before anything was known of it; and streams, which say nothing of intervals, owe nothing while they go on. */
function isOwed({ at, data }: Deadline, { streamedAt, knownSince, deliveries }: Record): boolean {
  if (streamedAt !== null && streamedAt >= data.to) return false;
  return at > Math.min(knownSince, deliveries[0]?.at ?? Infinity);
}

function missed(
  about: About,
  { at, data }: Deadline,
  next: Deadline | undefined,
  { verb, deliveries }: Record,
  zone: string,
  foresight: Foresight | undefined,
): Verdict {
  const late = about.now - at;
  return makeVerdict(about, {
    state: "breach",
    since: at,
    unit: "s",
    observed: late / 1000,
    expected: 0,
    upper: 0,
    deadline: at,
    summary: `Not ${verb} by ${momentText(at, zone)}, ${spanText(late)} ago: the data up to ${momentText(data.to, zone)} is missing`,
    evidence: { ...evidenceOf(deliveries.at(-1)), interval: data, ...waitsForIn(foresight) },
    validUntil: Math.min(about.now + minute, next?.at ?? Infinity),
  });
}

function waitsForIn(foresight: Foresight | undefined): Pick<Evidence, "waitsFor"> {
  return foresight === undefined ? {} : { waitsFor: foresight.waitsFor };
}

function atRisk(
  about: About,
  { at, data }: Deadline,
  foresight: Foresight,
  last: Delivery | undefined,
  zone: string,
): Verdict {
  const late = foresight.at - at;
  return makeVerdict(about, {
    state: "at_risk",
    unit: "s",
    observed: late / 1000,
    expected: 0,
    upper: 0,
    deadline: at,
    summary: `Will be ${spanText(late)} late for ${momentText(at, zone)}: ${foresight.because}`,
    evidence: { ...evidenceOf(last), interval: data, ...waitsForIn(foresight) },
    validUntil: Math.min(about.now + minute, at),
  });
}

/** What should come next; of what says nothing of its data, anything newer. */
function dataAfter({ at, nominal }: Delivery, { sense }: Record): DataInterval {
  if (nominal === null) return { from: at, to: at };
  return { from: nominal.to, to: nominal.to + (sense.step ?? nominal.to - nominal.from) };
}

function metText(verb: string, at: number, deadline: number, zone: string): string {
  const off = spanText(deadline - at);
  return `${verb.slice(0, 1).toUpperCase()}${verb.slice(1)} ${momentText(at, zone)}, ${off} ${at <= deadline ? "before" : "after"} it was due`;
}

/** From here on what is not there yet is looked for again and again: it can become at risk. */
function watchedFrom({ at, data }: Deadline): number {
  return at - Math.min(day, Math.max(30 * minute, data.to - data.from));
}

function judgeLearnt(about: About, record: Record, foresee: Foresee): Verdict | undefined {
  const { now } = about;
  const { learnt, verb, deliveries } = record;
  const last = deliveries.at(-1);
  // A stream has no writes that could be late; it is healthy while its run goes on.
  if (learnt === undefined || last === undefined || record.streamedAt !== null) return undefined;
  const due = learnt.due();
  const { points, wanted, from } = due.history;
  const common = { unit: "s", history: { points, from, wanted }, evidence: evidenceOf(last) } as const;
  if (due.state === "learning" || due.dueAt === null || due.expectedAt === null) {
    const summary = `Learning when it is ${verb}: ${points} of ${wanted} times`;
    return makeVerdict(about, { ...common, state: "learning", summary, since: from ?? now });
  }
  const { dueAt, expectedAt, cadenceMs } = due;
  const late = now > dueAt;
  const retired = Math.max(retiredMs, retiredCadences * (cadenceMs ?? 0));
  const gone = now > dueAt + retired;
  const numbers = {
    since: late ? dueAt : last.at,
    observed: (now - last.at) / 1000,
    expected: (expectedAt - last.at) / 1000,
    upper: (dueAt - last.at) / 1000,
    deadline: dueAt,
  };
  const usual = `usually ${due.kind === "clock" ? `by ${momentText(expectedAt)}` : `every ${spanText(cadenceMs ?? 0)}`}`;
  if (gone) {
    const summary = `Not ${verb} for ${spanText(now - last.at)}: taken for retired`;
    return makeVerdict(about, { ...common, ...numbers, state: "excused", summary, since: dueAt + retired });
  }
  return makeVerdict(about, {
    ...common,
    ...numbers,
    ...(late ? { evidence: { ...common.evidence, ...waitsForIn(foresee(dataAfter(last, record))) } } : {}),
    state: late ? "breach" : "ok",
    summary: late
      ? `Not ${verb} for ${spanText(now - last.at)}; ${usual}, late since ${momentText(dueAt)}`
      : `Last ${verb} ${momentText(last.at)}; late after ${momentText(dueAt)}`,
    validUntil: late ? Math.min(now + minute, dueAt + retired + 1) : dueAt + 1,
  });
}
