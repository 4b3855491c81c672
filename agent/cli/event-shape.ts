import { eventKind } from "../contract/event.ts";
import { isJsonObject } from "../contract/json.ts";
import { parseEventTime } from "../contract/time.ts";

/** What keeps a value from being an event, in words; undefined if it has all that a collector requires. */
export function shapeProblem(event: unknown): string | undefined {
  if (!isJsonObject(event)) return "it is not an object";
  const { eventTime } = event;
  if (typeof eventTime !== "string" || parseEventTime(eventTime) === undefined) return "eventTime is not a date-time";
  const kind = eventKind(event);
  if (kind === "dataset") return namingProblem("dataset", event["dataset"]);
  const run = event["run"];
  if (kind === "run" && (!isJsonObject(run) || !isText(run["runId"]))) return "run.runId is missing";
  return namingProblem("job", event["job"]);
}

function namingProblem(what: string, entity: unknown): string | undefined {
  if (!isJsonObject(entity)) return `${what} is missing`;
  if (!isText(entity["namespace"])) return `${what}.namespace is missing`;
  return isText(entity["name"]) ? undefined : `${what}.name is missing`;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
