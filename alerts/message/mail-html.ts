import type { Message } from "./message.ts";

/** One column, styles in place, since mail programs know little else. */
export function mailHtml({ headline, severity, notice, facts, links, commands }: Message): string {
  const colour = notice === "resolved" ? "#1a7f37" : colours[severity];
  const rows = facts
    .map(
      ({ label, lines }) =>
        `<tr><th align="left" valign="top" style="padding:2px 12px 2px 0;color:#57606a;font-weight:normal;white-space:nowrap">${escaped(label)}</th><td style="padding:2px 0">${lines.map(escaped).join("<br>")}</td></tr>`,
    )
    .join("\n");
  const pages = links.map(({ label, url }) => `<a href="${escaped(url)}">${escaped(label)}</a>`).join(" &middot; ");
  const blocks = [
    `<p style="font-size:17px;font-weight:bold;border-left:6px solid ${colour};padding-left:10px">${escaped(headline)}</p>`,
    rows === "" ? "" : `<table style="font-size:14px;border-collapse:collapse">\n${rows}\n</table>`,
    pages === "" ? "" : `<p>${pages}</p>`,
    commands.length === 0
      ? ""
      : `<pre style="font-size:13px;white-space:pre-wrap">${commands.map(escaped).join("\n")}</pre>`,
  ].filter((block) => block !== "");
  return `<!doctype html>\n<html><body style="font-family:sans-serif;max-width:640px">\n${blocks.join("\n")}\n</body></html>\n`;
}

const colours = { info: "#57606a", warning: "#bf8700", error: "#cf222e", critical: "#a40e26" } as const;

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
