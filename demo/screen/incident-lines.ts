import { jobs } from "../company/jobs.ts";
import type { Incident } from "../questions/incident.ts";
import { failedChecks, lastWritten, rowsOfOrders, schemasOfOrders } from "../questions/questions.ts";
import type { Question } from "../questions/questions.ts";
import { count, timeOfDay } from "./screen.ts";
import type { Screen } from "./screen.ts";

/** What broke, what caught it, whom it hurts: as the store answered. */
export function showIncident(screen: Screen, at: number, incident: Incident): void {
  const { rows, rowsBefore, columnsGone, columnsNew, check, late } = incident;
  const change = Math.round((1 - rows / rowsBefore) * 100);
  screen.line();
  screen.field(
    "What broke",
    `ingest.orders at ${timeOfDay(at)}: it ended well, but wrote ${count(rows)} rows, ${change} % fewer than the ${count(rowsBefore)} of the run before`,
    "red",
  );
  screen.field(
    "Since when",
    `since shop.public.orders has the column ${columnsNew.join(", ")} in place of ${columnsGone.join(", ")}`,
  );
  screen.field(
    "Caught by",
    `the check "${check.check}" on ${shortName(check.dataset)}: found ${check.actual}, expected ${check.expected}`,
  );
  screen.field("Whom it hurts", `not written since: ${late.map(shortName).join(", ")}`);
}

/** What people are told, as a channel has it; here a terminal, else Slack, mail, a pager. */
export function showMessages(screen: Screen, messages: readonly string[]): void {
  for (const message of messages) {
    screen.line();
    screen.line(`  ${screen.style("bold", "Tidemark tells")}`);
    for (const line of message.trimEnd().split("\n")) screen.line(`  ${screen.style("yellow", "│")} ${line}`);
  }
}

const commands = [
  ["incidents", "what is broken now, and since when"],
  ["why mart.daily_revenue", "what is behind its trouble"],
  ["impact shop.public.orders", "who is hurt when this is wrong"],
  ["lineage mart.daily_revenue", "where it comes from, and where it goes"],
  ["schema shop.public.orders", "how its columns changed"],
] as const;

/** Each question with the line to paste. */
export function showQuestions(screen: Screen, collectorUrl: string, clickhouseUrl: string): void {
  const address = collectorUrl === "http://127.0.0.1:5050" ? "" : ` --url ${collectorUrl}`;
  screen.line();
  screen.line("  Ask for yourself");
  screen.line();
  for (const [command, asks] of commands)
    screen.line(`  npx tidemark ${`${command}${address}`.padEnd(40)} ${screen.style("dim", `# ${asks}`)}`);
  for (const question of [rowsOfOrders, schemasOfOrders, failedChecks, lastWritten])
    showQuestion(screen, clickhouseUrl, question);
}

function showQuestion(screen: Screen, url: string, { asks, sql }: Question): void {
  screen.line();
  screen.line(`  ${screen.style("dim", `# ${asks}`)}`);
  screen.line(`  curl -s ${url} -d "`);
  screen.line(`    ${sql.replaceAll("\n", "\n    ")}`);
  screen.line(`    FORMAT PrettyCompactMonoBlock"`);
}

/** `core.fct_orders`, `crm.example/contacts`: enough for a person to know it again. */
function shortName(name: string): string {
  const dataset = jobs.map(({ writes }) => writes).find((one) => one.name === name);
  if (dataset === undefined || dataset.namespace === "bigquery") return name.replace("harbour-finch.", "");
  const host = dataset.namespace.replace(/^\w+:\/\//u, "");
  return `${host}${name.startsWith("/") ? "" : "/"}${name}`;
}
