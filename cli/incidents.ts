import { userInfo } from "node:os";
import type { Command } from "commander";
import { clientOf, withAddress } from "./address.ts";
import type { AddressOptions } from "./address.ts";
import { addBacktest } from "./backtest.ts";
import type { AlertsCheckOptions } from "./commands/alerts-check.ts";
import type { SnoozeOptions } from "./commands/incident-actions.ts";
import type { IncidentListOptions } from "./commands/incidents.ts";
import type { ProgramOptions } from "./program-options.ts";
import { withList } from "./questions.ts";

/** The commands about what is wrong and who was told: incidents, alerts. */
export function addIncidents(program: Command, { env, terminal }: ProgramOptions): void {
  const incidents = program
    .command("incidents")
    .summary("what is broken now: list, show, ack, snooze")
    .description(
      "Incidents: trouble with one cause, and all that it broke. Without a word more it lists those that last.",
    );
  withList(withAddress(incidents.command("list", { isDefault: true })))
    .summary("those that last, the newest first")
    .description("Lists incidents that last, the newest first; with --all, or a state, those that are over too.")
    .option("--all", "also those that are over")
    .option("--state <states>", "only open, acknowledged, snoozed or resolved; several with commas between")
    .option("--severity <severities>", "only info, warning, error or critical; several with commas between")
    .option("--signal <signal>", "only where this one says most: freshness, volume, quality …")
    .option("--dataset <dataset>", "only where it is the cause or in breach: namespace/name, or the name alone")
    .option("--job <job>", "likewise")
    .option("--owner <name>", "only of whose cause it is the owner")
    .option("--search <words>", "only with these words in the title, the cause or the id")
    .option("--held-back", "only those of which somebody is not told yet, for a channel's budget or quiet hours")
    .option("--json", "print one line of JSON")
    .action(async (options: AddressOptions & IncidentListOptions) => {
      const { listIncidents } = await import("./commands/incidents.ts");
      await listIncidents(clientOf(env, options).client, terminal, options);
    });
  withAddress(incidents.command("show"))
    .summary("all of one")
    .description(
      "Shows an incident: its cause and the way down from it, what is in breach, what happened, who was told.",
    )
    .argument("<id>")
    .option("--json", "print one line of JSON")
    .action(async (id: string, options: AddressOptions & { readonly json?: true }) => {
      const { showIncident } = await import("./commands/incident.ts");
      await showIncident(clientOf(env, options).client, terminal, id, options);
    });
  addActions(incidents, { env, terminal });
}

function addActions(incidents: Command, { env, terminal }: Pick<ProgramOptions, "env" | "terminal">): void {
  withAction(incidents.command("ack"))
    .summary("somebody sees to it")
    .description("Acknowledges incidents: nobody else is called, until they come back.")
    .argument("<ids...>")
    .action(
      async (ids: readonly string[], options: AddressOptions & { readonly by?: string; readonly json?: true }) => {
        const { acknowledge } = await import("./commands/incident-actions.ts");
        await acknowledge(clientOf(env, options).client, terminal, ids, { ...options, by: options.by ?? userName() });
      },
    );
  withAction(incidents.command("snooze"))
    .summary("tell nobody for a while")
    .description(
      "Tells nobody of an incident, a dataset or a job until then; afterwards there is a reminder, if it still lasts.",
    )
    .argument("[id]", "of an incident")
    .option("--dataset <dataset>", "whatever is wrong with it: namespace/name, or the name alone")
    .option("--job <job>", "likewise")
    .option("--for <time>", "so long: 30m, 2h, 7d; 0m ends a snooze")
    .option("--until <time>", "until then: 2026-01-31T07:00:00Z; at most 90 days")
    .option("--reason <text>", "why, for those who look")
    .action(async (id: string | undefined, options: AddressOptions & SnoozeOptions) => {
      const { snooze } = await import("./commands/incident-actions.ts");
      await snooze(clientOf(env, options).client, terminal, id, { ...options, by: options.by ?? userName() });
    });
}

function withAction(command: Command): Command {
  return withAddress(command)
    .option("--by <name>", "who does it (the user of this machine)")
    .option("--json", "print one line of JSON");
}

/** A user without a name in the system's list has none. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "somebody";
  }
}

const checkFooter = `
  tidemark alerts check                          by what the collector expects; it judges, and takes down what it finds
  tidemark alerts check tidemark.yml             by a file that is not in use yet: nothing is written down, nobody is told
  tidemark alerts check .                        by the files below the working directory`;

/** `tidemark alerts …` */
export function addAlerts(program: Command, io: ProgramOptions): void {
  const { env, terminal } = io;
  const alerts = program
    .command("alerts")
    .summary("what would be told: check, backtest")
    .description("Rules: what they find now, and what they would have found.");
  addBacktest(alerts, io);
  withAddress(alerts.command("check"))
    .summary("judge now; ends with 1 when something is in breach")
    .description("Judges now what is stored, and lists what is in breach. Ends with 1 when anything is, for scripts.")
    .argument(
      "[paths...]",
      "judge by these files of expectations, or those below these directories; else by the collector's own",
    )
    .option("--signal <signal>", "only this one: freshness, volume, quality …")
    .option("--severity <severities>", "only info, warning, error or critical; several with commas between")
    .option("--dataset <dataset>", "only of this dataset: namespace/name, or the name alone")
    .option("--job <job>", "only of this job")
    .option("--owner <name>", "only of what it owns")
    .option("--at-risk", "also what will miss its deadline as things are")
    .option("--json", "print one line of JSON")
    .addHelpText("after", checkFooter)
    .action(async (paths: readonly string[], options: AddressOptions & AlertsCheckOptions) => {
      const { checkAlerts, checkAlertsBy } = await import("./commands/alerts-check.ts");
      if (paths.length > 0) await checkAlertsBy(paths, env, terminal, options);
      else await checkAlerts(clientOf(env, options).client, terminal, options);
    });
}
