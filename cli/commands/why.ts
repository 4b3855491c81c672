import type { WhyAnswer } from "#query/graph/why.ts";
import { askParameters, timeParameter } from "../ask-options.ts";
import type { AskOptions } from "../ask-options.ts";
import type { CollectorClient } from "../collector-client.ts";
import { whyLines } from "../render/why-lines.ts";
import type { Terminal } from "../terminal.ts";

export interface WhyOptions extends AskOptions {
  readonly limit?: string;
  readonly since?: string;
}

/** `tidemark why DATASET`: what is behind its trouble. */
export async function showWhy(
  client: CollectorClient,
  terminal: Terminal,
  dataset: string,
  options: WhyOptions,
): Promise<void> {
  const { limit, json } = options;
  const since = timeParameter("--since", options.since);
  const answer = await client.ask<WhyAnswer>(["why"], { ...askParameters(options), dataset, limit, since });
  if (json === true) return terminal.print(JSON.stringify(answer));
  for (const line of whyLines(answer, terminal)) terminal.print(line);
}
