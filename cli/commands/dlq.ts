import type { DeadLetterSummary } from "#collector/gateway/dead-letter-desk.ts";
import type { CollectorClient } from "../collector-client.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { formatBytes, formatCount, parseSince } from "../numbers.ts";
import { formatTable } from "../table.ts";
import { plainText } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";

export interface DlqFilter {
  readonly reason?: string;
  readonly since?: string;
  readonly limit?: string;
  readonly json?: true;
}

/** `tidemark dlq list`: what was refused, newest first. */
export async function listDeadLetters(
  client: CollectorClient,
  terminal: Terminal,
  options: DlqFilter & { readonly cursor?: string; readonly all?: true },
): Promise<void> {
  const page = await client.listDeadLetters({
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(options.since === undefined ? {} : { since: sinceText(options.since) }),
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    ...(options.cursor === undefined ? {} : { cursor: options.cursor }),
    ...(options.all === undefined ? {} : { redriven: "true" }),
  });
  if (options.json === true) return terminal.print(JSON.stringify(page));
  if (page.items.length === 0) return terminal.print("No dead letters.");
  const [head = "", ...rows] = formatTable<DeadLetterSummary>(
    [
      { title: "ID", value: ({ id }) => id },
      { title: "RECEIVED", value: ({ receivedAt }) => receivedAt.replace(/\.\d+Z$/, "Z") },
      { title: "REASON", value: ({ reason }) => reason },
      { title: "SIZE", value: ({ bytes }) => formatBytes(bytes), align: "right" },
      { title: "FROM", value: ({ source }) => source },
      ...(options.all === undefined ? [] : [{ title: "STATE", value: stateOf }]),
      { title: "DETAIL", value: ({ detail }) => detail, flexible: true },
    ],
    page.items,
    terminal.columns,
  );
  terminal.print(terminal.bold(head));
  for (const row of rows) terminal.print(row);
  if (page.next !== null) terminal.print(terminal.dim(`More: add --cursor ${page.next}`));
}

/** `tidemark dlq show ID`: one dead letter with its bytes. */
export async function showDeadLetter(
  client: CollectorClient,
  terminal: Terminal,
  id: string,
  options: { readonly json?: true },
): Promise<void> {
  const letter = await client.showDeadLetter(id);
  if (options.json === true) return terminal.print(JSON.stringify(letter));
  const rows = [
    ["ID", letter.id],
    ["State", stateOf(letter)],
    ["Received", letter.receivedAt],
    ["From", letter.source],
    ["Refused by", letter.stage],
    ["Reason", letter.detail === "" ? letter.reason : `${letter.reason}: ${letter.detail}`],
    ["Size", formatBytes(letter.bytes)],
  ] as const;
  for (const [name, value] of rows) terminal.print(`${terminal.dim(name.padEnd(12))}${plainText(value)}`);
  const raw = Buffer.from(letter.raw, "base64");
  terminal.print("");
  terminal.print(preview(raw));
  if (raw.length > previewBytes) terminal.print(terminal.dim(`… all of it: tidemark dlq show --raw ${letter.id}`));
}

/** `tidemark dlq redrive`: sends dead letters through the collector again. */
export async function redriveDeadLetters(
  client: CollectorClient,
  terminal: Terminal,
  ids: readonly string[],
  options: DlqFilter & { readonly all?: true },
): Promise<void> {
  if (ids.length === 0 && options.reason === undefined && options.since === undefined && options.all === undefined)
    throw new Failure("say which: their ids, --reason, --since, or --all", exitCodes.usage);
  const report = await client.redrive({
    ...(ids.length === 0 ? {} : { ids }),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(options.since === undefined ? {} : { since: sinceText(options.since) }),
    ...(options.all === undefined ? {} : { all: true }),
    ...(options.limit === undefined ? {} : { limit: options.limit }),
  });
  if (options.json === true) terminal.print(JSON.stringify(report));
  else {
    terminal.print(`${formatCount(report.redriven)} sent again; what is refused again will be listed again`);
    if (report.impossible > 0)
      terminal.print(
        terminal.yellow(
          `${formatCount(report.impossible)} cannot be sent: only a part of their bytes was kept, or the log refuses their size`,
        ),
      );
  }
  if (report.left > 0)
    throw new Failure(
      `${formatCount(report.left)} are left: the log does not take them (${report.cause ?? "no cause given"})`,
    );
}

const previewBytes = 2000;

/** JSON is indented; other bytes are shown as text as far as they are. */
function preview(raw: Buffer): string {
  const text = raw.subarray(0, previewBytes).toString("utf8");
  if (raw.length <= previewBytes) {
    try {
      return plainLines(JSON.stringify(JSON.parse(text), null, 2));
    } catch {
      // Refused bytes are often no JSON.
    }
  }
  return plainLines(text);
}

function plainLines(text: string): string {
  return text.split("\n").map(plainText).join("\n");
}

function stateOf({ redrivenAt }: DeadLetterSummary): string {
  return redrivenAt === null ? "open" : `redriven ${redrivenAt.replace(/\.\d+Z$/, "Z")}`;
}

function sinceText(since: string): string {
  const date = parseSince(since, new Date());
  if (date === undefined)
    throw new Failure(
      `--since takes a time such as 2026-01-31T07:00:00Z, or 30m, 2h, 7d ago; got ${plainText(since)}`,
      exitCodes.usage,
    );
  return date.toISOString();
}
