import type { ImpactAnswer } from "#query/graph/impact.ts";
import { askParameters, timeParameter } from "../ask-options.ts";
import type { AskOptions } from "../ask-options.ts";
import type { CollectorClient } from "../collector-client.ts";
import { printImpact } from "../render/impact-lines.ts";
import type { Terminal } from "../terminal.ts";

export interface ImpactOptions extends AskOptions {
  readonly depth?: string;
  readonly limit?: string;
  readonly since?: string;
}

/** `tidemark impact DATASET[.COLUMN]`: who is hurt when it is wrong or missing. */
export async function showImpact(
  client: CollectorClient,
  terminal: Terminal,
  dataset: string,
  options: ImpactOptions,
): Promise<void> {
  const { depth, limit, json } = options;
  const since = timeParameter("--since", options.since);
  const answer = await client.ask<ImpactAnswer>(["impact"], {
    ...askParameters(options),
    dataset,
    depth,
    limit,
    since,
  });
  if (json === true) return terminal.print(JSON.stringify(answer));
  printImpact(answer, terminal);
}
