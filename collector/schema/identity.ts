import { eventKind } from "#agent/contract/event.ts";
import type { EventKind } from "#agent/contract/event.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import { parseEventTime } from "#agent/contract/time.ts";
import { z } from "zod";
import type { Reason } from "../reasons.ts";
import { issueText } from "./issue-text.ts";
import { judgeBy } from "./judge.ts";
import type { Judge } from "./judge.ts";

const name = z.string().min(1);
const named = z.object({ namespace: name, name });
const eventTime = z.string();

/** What an event must have to be kept: without it nobody can say what it is about, or when. */
const required = {
  run: judgeBy(z.object({ eventTime, run: z.object({ runId: name }), job: named })),
  job: judgeBy(z.object({ eventTime, job: named })),
  dataset: judgeBy(z.object({ eventTime, dataset: named })),
} as const satisfies Record<EventKind, Judge>;

const reasonOf: Readonly<Record<string, Reason>> = {
  eventTime: "invalid_time",
  run: "invalid_run",
  job: "invalid_job",
  dataset: "invalid_dataset",
};

export interface Identity {
  readonly kind: EventKind;
  /** Microseconds since the epoch. */
  readonly eventTime: number;
}

export interface MissingIdentity {
  readonly reason: Reason;
  /** `path: what`, without values of the event. */
  readonly detail: string;
}

/** What the event is and when it happened, or what of that it fails to say. */
export function readIdentity(event: JsonObject): Identity | MissingIdentity {
  const kind = eventKind(event);
  const written = event["eventTime"];
  if (typeof written !== "string" || !required[kind].accepts(event)) {
    const [issue] = required[kind].issues(event, []);
    if (issue === undefined) throw new Error("zod refused an event without an issue");
    return { reason: reasonOf[String(issue.path[0])] ?? "not_an_object", detail: issueText(issue) };
  }
  const time = parseEventTime(written);
  // Microseconds of later times need more than the 53 bits of a double.
  if (time === undefined || !Number.isSafeInteger(time.micros)) {
    return { reason: "invalid_time", detail: "eventTime: not a date and time of 1900 to 2255" };
  }
  return { kind, eventTime: time.micros };
}
