import type { Page } from "#query/list.ts";
import type { SearchItem } from "#query/lists/search.ts";
import { listParameters } from "../ask-options.ts";
import type { ListOptions } from "../ask-options.ts";
import type { CollectorClient } from "../collector-client.ts";
import { printPage } from "../print-page.ts";
import type { Terminal } from "../terminal.ts";
import { nameCell } from "../texts.ts";

export interface SearchOptions extends ListOptions {
  readonly kind?: string;
}

/** `tidemark search WORDS`: what is named by them, before what mentions them. */
export async function searchFor(
  client: CollectorClient,
  terminal: Terminal,
  words: string,
  options: SearchOptions,
): Promise<void> {
  const parameters = { ...listParameters(options), q: words, kind: options.kind };
  const page = await client.ask<Page<SearchItem>>(["search"], parameters);
  printPage(terminal, page, {
    columns: [
      { title: "KIND", value: ({ kind }) => kind },
      { title: "NAME", value: nameCell, flexible: true, cut: "middle" },
      { title: "COLUMN", value: ({ column }) => column ?? "", flexible: true, cut: "middle", optional: true },
      { title: "RUN", value: ({ runId }) => runId ?? "", optional: true },
      {
        title: "DESCRIPTION",
        value: ({ description }) => description ?? "",
        flexible: true,
        optional: true,
        expendable: true,
      },
    ],
    none: "Nothing has these words.",
    json: options.json,
  });
}
