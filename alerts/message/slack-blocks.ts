import type { Fact, Message } from "./message.ts";
import { clipped } from "./plain-text.ts";

/** Block Kit: https://docs.slack.dev/reference/block-kit/blocks (header 150 characters, section 3,000, field 2,000, ten fields). */
export function slackBlocks(message: Message): readonly object[] {
  const { headline, facts, links, commands } = message;
  return [
    section(`${marks[message.notice === "resolved" ? "resolved" : message.severity]} *${escaped(headline)}*`),
    ...(facts.length === 0 ? [] : [section(facts.map(factText).join("\n"))]),
    ...(links.length === 0
      ? []
      : [section(links.map(({ label, url }) => `<${escaped(url)}|${escaped(label)}>`).join("  ·  "))]),
    ...(commands.length === 0 ? [] : [context(commands.map((command) => `\`${escaped(command)}\``).join("\n"))]),
  ];
}

const marks = {
  info: ":information_source:",
  warning: ":warning:",
  error: ":red_circle:",
  critical: ":rotating_light:",
  resolved: ":white_check_mark:",
} as const;

function section(text: string): object {
  return { type: "section", text: { type: "mrkdwn", text: clipped(text, 3000) } };
}

function context(text: string): object {
  return { type: "context", elements: [{ type: "mrkdwn", text: clipped(text, 3000) }] };
}

function factText({ label, lines }: Fact): string {
  const [first = "", ...others] = lines.map(escaped);
  return [`*${label}* ${first}`, ...others.map((line) => `        ${line}`)].join("\n");
}

/** The three characters that mean something to Slack; nothing in a name can then mention anybody. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
