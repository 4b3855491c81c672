import type { Store } from "#store/store.ts";
import type { DeadLetterRow } from "#store/tables/dead-letters.ts";
import { logHeaders } from "../log/headers.ts";
import type { EventLog } from "../log/log.ts";
import type { DeadLetterWriter } from "./dead-letter-writer.ts";

/** Which dead letters. Those named by id are taken even if they were redriven before. */
export interface RedriveSelection {
  readonly ids?: readonly string[];
  readonly reason?: string;
  readonly stage?: string;
  readonly receivedFrom?: Date;
  readonly receivedBefore?: Date;
  /** The oldest first; 1000. */
  readonly limit?: number;
}

export interface RedriveOptions {
  readonly store: Pick<Store, "client">;
  readonly log: Pick<EventLog, "append">;
  readonly writer: Pick<DeadLetterWriter, "write">;
}

export interface RedriveReport {
  /** In the log again, and marked. One that is refused again comes back as open. */
  readonly redriven: number;
  /** Not sent, because only a part of their bytes was kept, or the log refuses their size. */
  readonly impossible: number;
  /** Not sent, because the log did not take one; what it said. They stay open. */
  readonly left: number;
  readonly cause: string | undefined;
}

interface Candidate {
  readonly id: string;
  readonly kept: number;
  readonly whole: boolean;
}

const bytesPerRead = 4 * 1024 * 1024;

/** Sends dead letters through the collector again, byte for byte. */
export async function redrive(options: RedriveOptions, selection: RedriveSelection): Promise<RedriveReport> {
  const candidates = await select(options.store, selection);
  const possible = candidates.filter(({ whole }) => whole);
  let redriven = 0;
  let impossible = candidates.length - possible.length;
  for (const ids of inGroups(possible)) {
    const sent = await send(options.log, await read(options.store, ids));
    // A crash before this leaves them open: sent twice then, which has no effect.
    if (sent.marks.length > 0) await options.writer.write(sent.marks);
    redriven += sent.marks.length;
    impossible += sent.tooLarge;
    if (sent.cause !== undefined) {
      return { redriven, impossible, left: candidates.length - redriven - impossible, cause: sent.cause };
    }
  }
  return { redriven, impossible, left: 0, cause: undefined };
}

interface Sent {
  /** The rows of those the log has taken, as redriven. */
  readonly marks: readonly DeadLetterRow[];
  readonly tooLarge: number;
  /** Why the log took no more. */
  readonly cause: string | undefined;
}

async function send(log: RedriveOptions["log"], rows: readonly DeadLetterRow[]): Promise<Sent> {
  const marks: DeadLetterRow[] = [];
  let tooLarge = 0;
  for (const row of rows) {
    // Before it is sent, so that a refusal that follows is newer than the mark.
    const sentAt = Date.now();
    const outcome = await log.append({
      body: row.raw,
      messageId: `redrive:${row.dead_letter_id}:${sentAt}`,
      headers: { [logHeaders.source]: row.source },
    });
    if (outcome.kind === "retry") return { marks, tooLarge, cause: outcome.cause.message };
    if (outcome.kind === "too_large") tooLarge++;
    else marks.push({ ...row, redriven_at: sentAt * 1000, updated_at: sentAt * 1000 });
  }
  return { marks, tooLarge, cause: undefined };
}

async function select({ client }: Pick<Store, "client">, selection: RedriveSelection): Promise<readonly Candidate[]> {
  const conditions = [
    selection.ids === undefined ? "redriven_at IS NULL" : "dead_letter_id IN {ids:Array(String)}",
    ...(selection.reason === undefined ? [] : ["reason = {reason:String}"]),
    ...(selection.stage === undefined ? [] : ["stage = {stage:String}"]),
    ...(selection.receivedFrom === undefined ? [] : ["received_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')"]),
    ...(selection.receivedBefore === undefined
      ? []
      : ["received_at < fromUnixTimestamp64Milli({before:Int64}, 'UTC')"]),
  ];
  const result = await client.query({
    query: `SELECT dead_letter_id AS id, toUInt32(length(raw)) AS kept, length(raw) >= raw_bytes AS whole
      FROM tidemark.dead_letters FINAL WHERE ${conditions.join(" AND ")}
      ORDER BY received_at, dead_letter_id LIMIT {limit:UInt32}`,
    query_params: {
      ids: selection.ids ?? [],
      reason: selection.reason ?? "",
      stage: selection.stage ?? "",
      from: selection.receivedFrom?.getTime() ?? 0,
      before: selection.receivedBefore?.getTime() ?? 0,
      limit: selection.limit ?? 1000,
    },
    format: "JSONEachRow",
  });
  const rows = await result.json<{ id: string; kept: number; whole: number }>();
  return rows.map(({ id, kept, whole }) => ({ id, kept, whole: whole === 1 }));
}

/** Groups of ids whose bytes are read at once. */
function inGroups(candidates: readonly Candidate[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let bytes = Infinity;
  for (const { id, kept } of candidates) {
    if (bytes + kept > bytesPerRead) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(id);
    bytes += kept + 1000;
  }
  return groups;
}

interface EncodedRow {
  readonly dead_letter_id: string;
  readonly received: string;
  readonly source: string;
  readonly stage: string;
  readonly reason: string;
  readonly detail: string;
  readonly size: string;
  readonly encoded: string;
}

/** Base64, because the bytes need not be text. */
async function read({ client }: Pick<Store, "client">, ids: readonly string[]): Promise<readonly DeadLetterRow[]> {
  const result = await client.query({
    query: `SELECT dead_letter_id, toString(toUnixTimestamp64Micro(received_at)) AS received, source, stage, reason,
        detail, toString(raw_bytes) AS size, base64Encode(raw) AS encoded
      FROM tidemark.dead_letters FINAL WHERE dead_letter_id IN {ids:Array(String)} ORDER BY received_at, dead_letter_id`,
    query_params: { ids },
    format: "JSONEachRow",
  });
  const rows = await result.json<EncodedRow>();
  return rows.map((row) => ({
    dead_letter_id: row.dead_letter_id,
    received_at: Number(row.received),
    source: row.source,
    stage: row.stage,
    reason: row.reason,
    detail: row.detail,
    raw_bytes: Number(row.size),
    raw: Buffer.from(row.encoded, "base64"),
    redriven_at: null,
    updated_at: 0,
  }));
}
