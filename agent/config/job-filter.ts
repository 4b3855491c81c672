import type { Settings } from "./settings.ts";

/** True for the name of a job whose events are not to be sent. */
export type JobFilter = (jobName: string) => boolean;

/** The filters of the other clients: `{type: exact, match}` and `{type: regex, regex}`, from the start of the name. */
export function jobFilter(settings: Settings): JobFilter | undefined {
  const type = settings.string("type");
  const match = settings.string("match");
  const regex = settings.string("regex");
  if (type === "exact" && match !== undefined) return (name) => name === match;
  if (type === "regex" && regex !== undefined) {
    try {
      const pattern = new RegExp(`^(?:${regex})`);
      return (name) => pattern.test(name);
    } catch (error) {
      settings.problem(`a filter is ignored: ${String(error)}`);
      return undefined;
    }
  }
  settings.problem("a filter is ignored: it needs type exact with match, or type regex with regex");
  return undefined;
}
