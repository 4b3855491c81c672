import type { Declarations } from "../declarations.ts";
import type { Problem } from "../problem.ts";

/** What was right once: maintenance that is over, calendars whose holidays end. `now` in milliseconds since the epoch. */
export function staleProblems({ maintenance, calendars }: Declarations, now: number): readonly Problem[] {
  const year = new Date(now).getUTCFullYear();
  return [
    ...maintenance.flatMap(({ name, span, position }) =>
      span.kind === "once" && span.to < now ? [warning(position, `the maintenance \`${name}\` is over`)] : [],
    ),
    ...[...calendars].flatMap(([name, { lastYear, position }]) =>
      lastYear !== undefined && lastYear <= year
        ? [warning(position, `the calendar \`${name}\` knows no holidays after ${lastYear}`)]
        : [],
    ),
  ];
}

function warning(position: Problem["position"], message: string): Problem {
  return { severity: "warning", position, message };
}
