import type { Page } from "#query/list.ts";
import type { SignalItem } from "#query/lists/signals.ts";
import { catalogue } from "#signals/catalogue/catalogue.ts";
import { didYouMean } from "#signals/expectations/did-you-mean.ts";
import { listParameters } from "../ask-options.ts";
import type { ListOptions } from "../ask-options.ts";
import type { CollectorClient } from "../collector-client.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { checkNames, printPage } from "../print-page.ts";
import type { TableColumn } from "../table.ts";
import { plainText } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";
import { timeCell } from "../texts.ts";

export interface SignalOptions extends Omit<ListOptions, "asOf"> {
  readonly state?: string;
  readonly signal?: string;
  readonly severity?: string;
  readonly dataset?: string;
  readonly job?: string;
  readonly owner?: string;
  readonly search?: string;
}

export function signalColumns(terminal: Terminal): readonly TableColumn<SignalItem>[] {
  return [
    { title: "SINCE", value: ({ since }) => timeCell(since) },
    {
      title: "STATE",
      value: ({ state }) => state,
      style: (text, { state, severity }) => stateStyle(terminal, state, severity)(text),
    },
    { title: "SIGNAL", value: ({ signal }) => signal },
    { title: "OF", value: subjectText, flexible: true, cut: "middle" },
    { title: "ASPECT", value: ({ aspect }) => aspect ?? "", flexible: true, optional: true },
    { title: "WHAT", value: ({ summary }) => summary, flexible: true },
    { title: "OWNER", value: ({ owner }) => owner ?? "", optional: true, expendable: true },
  ];
}

function subjectText({ subject: { namespace, name } }: SignalItem): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

function stateStyle(terminal: Terminal, state: SignalItem["state"], severity: string): (text: string) => string {
  if (state === "ok") return terminal.green;
  if (state === "at_risk") return terminal.yellow;
  if (state !== "breach") return terminal.dim;
  return severity === "info" || severity === "warning" ? terminal.yellow : terminal.red;
}

/** `tidemark signals`: what is late, short, wrong or expensive now; with a state, or of one thing, all of it. */
export async function listSignals(client: CollectorClient, terminal: Terminal, options: SignalOptions): Promise<void> {
  const { signal, severity, dataset, job, owner, search, json } = options;
  const narrowed = dataset !== undefined || job !== undefined || signal !== undefined;
  const state = options.state ?? (narrowed ? undefined : "breach,at_risk");
  const parameters = { ...listParameters(options), state, signal, severity, dataset, job, owner, search };
  const page = await client.ask<Page<SignalItem>>(["signals"], parameters);
  await checkNames(client, page, { job, dataset }, undefined);
  if (page.items.length === 0 && signal !== undefined) checkSignal(signal);
  const none = options.state === undefined && !narrowed ? await noTrouble(client) : "No such signals.";
  printPage(terminal, page, { columns: signalColumns(terminal), none, json });
}

/** @throws Failure when there is no such signal */
function checkSignal(word: string): void {
  const known = catalogue.map(({ name }) => name);
  if (known.some((name) => name === word)) return;
  const meant = didYouMean(word, known) || `; there are ${known.join(", ")}`;
  throw new Failure(`no signal is named ${plainText(word)}${meant}`, exitCodes.usage);
}

const neverJudged =
  "Nothing has been judged yet. A collector judges once a minute, unless TIDEMARK_EVALUATE_EVERY is off.";

/** That nothing is wrong is only said where something has been judged. */
async function noTrouble(client: CollectorClient): Promise<string> {
  const { items } = await client.ask<Page<SignalItem>>(["signals"], { limit: "1" });
  return items.length === 0 ? neverJudged : "Nothing is late, short, wrong or at risk.";
}
