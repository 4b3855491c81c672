import type { Message } from "./message.ts";

/** For a terminal, a mail, a page: the headline, then what it rests on, then what to do. */
export function plainText({ headline, facts, links, commands }: Message): string {
  const width = Math.max(0, ...facts.map(({ label }) => label.length)) + 2;
  const lines = facts.flatMap(({ label, lines: said }) =>
    said.map((line, index) => `${(index === 0 ? label : "").padEnd(width)}${line}`),
  );
  const pages = links.map(({ label, url }) => `${label}: ${url}`);
  return [[headline], lines, pages, commands]
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n");
}

/** At most so many characters, which vendors refuse more of. */
export function clipped(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
