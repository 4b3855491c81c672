import type { z } from "zod";
import type { EscalationStep, Route } from "../expectations.ts";
import { severities } from "../schema/forms.ts";
import type { escalation, routes } from "../schema/entry.ts";

/** Channels for all severities, or from a severity up, the least severe first. */
export function routesOf(written: z.output<typeof routes>): readonly Route[] {
  if (Array.isArray(written)) return written.length === 0 ? [] : [{ fromSeverity: "info", channels: written }];
  return severities.flatMap((fromSeverity) => {
    const channels = written[fromSeverity];
    return channels === undefined ? [] : [{ fromSeverity, channels }];
  });
}

export function escalationOf(written: z.output<typeof escalation>): readonly EscalationStep[] {
  return written.map(({ after, channels }) => ({ afterMs: after, channels })).toSorted((a, b) => a.afterMs - b.afterMs);
}
