import type { Summary } from "../questions/summary.ts";
import { count } from "./screen.ts";
import type { Screen } from "./screen.ts";

export function showSummary(screen: Screen, summary: Summary): void {
  const runs = Object.entries(summary.runs).map(([state, number]) => `${count(number)} ${state}`);
  screen.heading("Summary, as the store tells it");
  screen.field(
    "Events",
    `${count(summary.events)}: ${count(summary.historyEvents)} of the history (${count(summary.eventsPerSecond)} a second), ${count(summary.liveEvents)} live`,
  );
  screen.field("Runs", runs.join(", "));
  screen.field(
    "Lineage",
    `${summary.jobs} jobs, ${summary.datasets} datasets, ${summary.edges} edges, ${summary.columnEdges} of columns`,
  );
  screen.field("Checks", `${count(summary.failedChecks)} failed`);
  screen.field("Cost", `EUR ${summary.costEuros.toFixed(2)}`);
  for (const { id, severity, cause, title, breaches } of summary.incidents) {
    screen.field("Incident", `${id}, ${severity}, caused by ${cause}, ${breaches.length} breaches: ${title}`);
  }
  screen.field("Dead letters", count(summary.deadLetters));
  screen.line();
  for (const { what, holds, found } of summary.checks) {
    screen.line(
      `  ${holds ? screen.style("green", "✓") : screen.style("red", "✗")} ${what}${holds ? "" : `: ${found}`}`,
    );
  }
}
