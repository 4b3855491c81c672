import type { Message } from "./message.ts";
import { clipped } from "./plain-text.ts";

/** An Adaptive Card 1.4, which Teams shows on phones too: https://adaptivecards.io/explorer/ */
export function teamsCard({ headline, severity, notice, facts, links, commands }: Message): object {
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    msteams: { width: "Full" },
    body: [
      {
        type: "TextBlock",
        text: clipped(escaped(headline), 1000),
        weight: "Bolder",
        size: "Medium",
        wrap: true,
        color: notice === "resolved" ? "Good" : colours[severity],
      },
      {
        type: "FactSet",
        facts: facts.map(({ label, lines }) => ({ title: label, value: clipped(escaped(lines.join("\n\n")), 1500) })),
      },
      ...commands.map((command) => ({
        type: "TextBlock",
        text: escaped(command),
        fontType: "Monospace",
        wrap: true,
        isSubtle: true,
      })),
    ],
    actions: links.slice(0, 6).map(({ label, url }) => ({ type: "Action.OpenUrl", title: label, url })),
  };
}

const colours = { info: "Default", warning: "Warning", error: "Attention", critical: "Attention" } as const;

/** What is Markdown to Teams in names such as `stg_orders_raw` or `[x](y)` stays as it is. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]]/g, String.raw`\$&`);
}
