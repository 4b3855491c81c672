import type { Store } from "#store/store.ts";
import type { Beside, Telling } from "./beside.ts";
import { withDeadline } from "./deadline.ts";

/** Whether what is stored is judged as often as it should be, by this collector or another. */
export interface Judging {
  readonly everySeconds: number;
  readonly telling: Telling;
  /** RFC 3339, UTC; null when it never was, or is not known. */
  readonly lastAt: string | null;
  /** It should have been by now: what is late or wrong is told by nobody. */
  readonly overdue: boolean;
}

const answerWithinMs = 2000;
/** A round may wait for the log, and take its time. */
const graceMs = 120_000;
/** After a start it may wait longer. */
const startGraceMs = 300_000;

/** Null where nothing is judged. */
export function createJudging(
  beside: Beside | undefined,
  store: Pick<Store, "client">,
  startedAt: Date,
  now: () => number = Date.now,
): () => Promise<Judging | null> {
  if (beside === undefined) return async () => null;
  const { everyMs } = beside;
  return async () => {
    const telling = beside.telling();
    const judgedAt = telling === "standby" ? await judgedByAnother(store) : (beside.judgedAt() ?? null);
    const latest = Math.max(judgedAt ?? 0, startedAt.getTime() + startGraceMs - graceMs);
    return {
      everySeconds: everyMs / 1000,
      telling,
      lastAt: judgedAt === null ? null : new Date(judgedAt).toISOString(),
      overdue: now() > latest + 2 * everyMs + graceMs,
    };
  };
}

async function judgedByAnother({ client }: Pick<Store, "client">): Promise<number | null> {
  const query = "SELECT toUnixTimestamp64Milli(max(evaluated_at)) AS at FROM tidemark.rules";
  const rows = client
    .query({ query, format: "JSONEachRow" })
    .then((result) => result.json<{ readonly at: string | number }>());
  const answer = await withDeadline(
    rows.catch(() => undefined),
    answerWithinMs,
  );
  const at = answer === "late" ? 0 : Number(answer?.[0]?.at ?? 0);
  return at > 0 ? at : null;
}
