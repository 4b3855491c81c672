import { redrive } from "../dead-letters/redrive.ts";
import type { RedriveOptions, RedriveReport, RedriveSelection } from "../dead-letters/redrive.ts";

export interface DeadLetterSummary {
  readonly id: string;
  /** RFC 3339, UTC. */
  readonly receivedAt: string;
  readonly source: string;
  readonly stage: string;
  readonly reason: string;
  readonly detail: string;
  readonly bytes: number;
  /** When it was last sent through the collector again; null while it is open. */
  readonly redrivenAt: string | null;
}

export interface DeadLetterDocument extends DeadLetterSummary {
  readonly raw: Buffer;
}

export interface DeadLetterFilter {
  readonly id?: string | undefined;
  readonly reason?: string | undefined;
  /** Received at or after. */
  readonly since?: Date | undefined;
  /** Also those that were redriven. */
  readonly redriven?: boolean | undefined;
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

export interface DeadLetterPage {
  readonly items: readonly DeadLetterSummary[];
  /** For the page after; null on the last. */
  readonly next: string | null;
}

/** Where an operator looks at what was refused, and sends it again. Rejects when the store does not answer. */
export interface DeadLetterDesk {
  list(filter: DeadLetterFilter): Promise<DeadLetterPage>;
  show(id: string): Promise<DeadLetterDocument | undefined>;
  /** Puts the raw bytes into the log; what is refused again is open again. */
  redrive(selection: RedriveSelection): Promise<RedriveReport>;
}

interface SummaryRow {
  readonly id: string;
  readonly received: string;
  readonly source: string;
  readonly stage: string;
  readonly reason: string;
  readonly detail: string;
  readonly bytes: number;
  readonly redriven: string | null;
  /** Sorts: received time in microseconds, then the id. */
  readonly position: string;
}

interface RawRow extends SummaryRow {
  /** Base64, because the bytes need not be text. */
  readonly encoded: string;
}

const columns = `
  dead_letter_id AS id,
  formatDateTime(received_at, '%Y-%m-%dT%H:%i:%S.%fZ', 'UTC') AS received,
  source, stage, reason, detail,
  toFloat64(raw_bytes) AS bytes,
  if(redriven_at IS NULL, NULL, formatDateTime(redriven_at, '%Y-%m-%dT%H:%i:%S.%fZ', 'UTC')) AS redriven,
  concat(toString(toUnixTimestamp64Micro(received_at)), '-', dead_letter_id) AS position`;

export function createDeadLetterDesk(options: RedriveOptions): DeadLetterDesk {
  const { store } = options;
  return {
    async list(filter) {
      const rows = await selectRows<SummaryRow>(store, { ...filter, limit: filter.limit + 1 }, columns);
      const page = rows.slice(0, filter.limit);
      return { items: page.map(summary), next: rows.length > page.length ? (page.at(-1)?.position ?? null) : null };
    },
    async show(id) {
      const what = `${columns}, base64Encode(raw) AS encoded`;
      const [row] = await selectRows<RawRow>(store, { id, redriven: true, limit: 1 }, what);
      return row === undefined ? undefined : { ...summary(row), raw: Buffer.from(row.encoded, "base64") };
    },
    redrive: (selection) => redrive(options, selection),
  };
}

async function selectRows<T>(
  store: RedriveOptions["store"],
  filter: DeadLetterFilter,
  what: string,
): Promise<readonly T[]> {
  const conditions = ["1"];
  if (filter.id !== undefined) conditions.push("dead_letter_id = {id: String}");
  if (filter.reason !== undefined) conditions.push("reason = {reason: String}");
  if (filter.since !== undefined) conditions.push("received_at >= fromUnixTimestamp64Milli({since: Int64}, 'UTC')");
  if (filter.redriven !== true) conditions.push("redriven_at IS NULL");
  const cursor = /^(\d{1,16})-([\da-f]{1,64})$/.exec(filter.cursor ?? "");
  if (cursor !== null) {
    conditions.push(
      "(received_at, dead_letter_id) < (fromUnixTimestamp64Micro({after: Int64}, 'UTC'), {afterId: String})",
    );
  }
  const result = await store.client.query({
    query: `SELECT ${what} FROM tidemark.dead_letters FINAL WHERE ${conditions.join(" AND ")}
      ORDER BY received_at DESC, dead_letter_id DESC LIMIT {limit: UInt32}`,
    query_params: {
      id: filter.id ?? "",
      reason: filter.reason ?? "",
      since: filter.since?.getTime() ?? 0,
      after: cursor?.[1] ?? "0",
      afterId: cursor?.[2] ?? "",
      limit: filter.limit,
    },
    format: "JSONEachRow",
  });
  return result.json<T>();
}

function summary(row: SummaryRow): DeadLetterSummary {
  const { id, received, source, stage, reason, detail, bytes, redriven } = row;
  return { id, receivedAt: received, source, stage, reason, detail, bytes, redrivenAt: redriven };
}
