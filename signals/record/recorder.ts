import { RowEncoder } from "#store/columns.ts";
import type { Store } from "#store/store.ts";
import { ruleHeartbeats } from "#store/tables/rule-heartbeats.ts";
import { verdicts } from "#store/tables/verdicts.ts";
import { makeVerdict } from "../judge/make-verdict.ts";
import { verdictKey } from "../verdict.ts";
import type { Evaluator, FullEvaluation, Verdict } from "../verdict.ts";
import { heartbeatRow, verdictRow } from "./verdict-rows.ts";

const minute = 60_000;
/** What is not `ok` is written again after this time, so that who reads sees that it still holds. */
const refreshMs = 10 * minute;
/** What is `ok` too, so that retention does not take it. */
const refreshAllMs = 1440 * minute;

/** Writes evaluations into the store: what has changed, and now and then what has not. */
export class Recorder {
  readonly #store: Pick<Store, "insert" | "client">;
  readonly #evaluator: Pick<Evaluator, "expectationsOf">;
  readonly #writtenAt = new Map<string, number>();
  /** What was said and is not written yet, because the store did not take it. */
  #gone = new Map<string, Verdict>();
  #latest = new Map<string, Verdict>();
  #begun = false;

  constructor(store: Pick<Store, "insert" | "client">, evaluator: Pick<Evaluator, "expectationsOf">) {
    this.#store = store;
    this.#evaluator = evaluator;
  }

  /** Durable when it resolves. When it fails, what it did not write is written with the next one. */
  async record(evaluation: FullEvaluation): Promise<void> {
    const { at, changed, gone, heartbeats } = evaluation;
    for (const verdict of changed) {
      this.#latest.set(verdictKey(verdict), verdict);
      this.#writtenAt.delete(verdictKey(verdict));
      this.#gone.delete(verdictKey(verdict));
    }
    for (const verdict of gone) {
      this.#latest.delete(verdictKey(verdict));
      this.#writtenAt.delete(verdictKey(verdict));
      this.#gone.set(verdictKey(verdict), verdict);
    }
    const former = this.#begun ? [] : await this.#former();
    const encoder = new RowEncoder(verdicts);
    const due = [...this.#latest].filter(([key, { state }]) => {
      const age = at - (this.#writtenAt.get(key) ?? -Infinity);
      return age >= (state === "ok" ? refreshAllMs : refreshMs);
    });
    for (const [, verdict] of due) encoder.add(this.#row(verdict, false, at));
    const leaving = [...this.#gone.values(), ...former.filter((verdict) => !this.#latest.has(verdictKey(verdict)))];
    for (const verdict of leaving) encoder.add(this.#row({ ...verdict, state: "ok", since: at }, true, at));
    if (encoder.rows > 0) await this.#store.insert(encoder);
    this.#begun = true;
    this.#gone = new Map();
    for (const [key] of due) this.#writtenAt.set(key, at);
    const beats = new RowEncoder(ruleHeartbeats);
    for (const heartbeat of heartbeats) beats.add(heartbeatRow(heartbeat));
    if (beats.rows > 0) await this.#store.insert(beats);
  }

  #row(verdict: Verdict, gone: boolean, judgedAt: number): ReturnType<typeof verdictRow> {
    return verdictRow({ verdict, gone, judgedAt, expectations: this.#evaluator.expectationsOf(verdict.subject) });
  }

  /** What was said before this process began: what of it is judged no more must go. */
  async #former(): Promise<readonly Verdict[]> {
    const result = await this.#store.client.query({
      query:
        "SELECT signal, subject_kind AS kind, subject_namespace AS namespace, subject_name AS name, aspect FROM tidemark.signals",
      format: "JSONEachRow",
    });
    const rows = await result.json<FormerRow>();
    return rows.map(formerVerdict);
  }
}

function formerVerdict({ signal, kind, namespace, name, aspect }: FormerRow): Verdict {
  const about = { signal, subject: { kind, namespace, name }, severity: "info", now: 0 } as const;
  return makeVerdict(about, { aspect, state: "ok", unit: "count", summary: "It is judged no more" });
}

interface FormerRow {
  readonly signal: Verdict["signal"];
  readonly kind: Verdict["subject"]["kind"];
  readonly namespace: string;
  readonly name: string;
  readonly aspect: string;
}
