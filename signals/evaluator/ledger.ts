import { isSameFact } from "../facts/same-fact.ts";
import { verdictKey } from "../verdict.ts";
import type { FullEvaluation, SignalName, Verdict, VerdictState } from "../verdict.ts";

interface Entry {
  readonly verdicts: readonly Verdict[];
  readonly validUntil: number;
}

const nothing: Entry = { verdicts: [], validUntil: -Infinity };

interface Tally {
  subjects: number;
  breaches: number;
}

/** What is said of each subject, and what of it is new since the evaluation before; costs only what is judged anew. */
export class Ledger {
  readonly #entries = new Map<string, Entry>();
  readonly #notOk = new Map<string, Verdict>();
  readonly #tallies = new Map<SignalName, Tally>();
  readonly #counts: Record<VerdictState, number> = {
    ok: 0,
    at_risk: 0,
    breach: 0,
    learning: 0,
    unknown: 0,
    excused: 0,
  };
  #recovered: Verdict[] = [];
  #changed: Verdict[] = [];
  #gone: Verdict[] = [];

  get subjects(): Iterable<string> {
    return this.#entries.keys();
  }

  verdictsOf(subject: string): readonly Verdict[] {
    return this.#entries.get(subject)?.verdicts ?? [];
  }

  /** It need not be judged again before then. */
  validUntil(subject: string): number {
    return this.#entries.get(subject)?.validUntil ?? -Infinity;
  }

  put(subject: string, judged: readonly Verdict[], now: number): void {
    const former = this.#entries.get(subject) ?? nothing;
    const before = new Map(former.verdicts.map((verdict) => [verdictKey(verdict), verdict]));
    const verdicts = judged.map((verdict) => {
      const key = verdictKey(verdict);
      const known = before.get(key);
      before.delete(key);
      const kept = sinceTheSame(known, verdict);
      if (known === undefined || !saysTheSame(known, kept)) this.#changed.push(kept);
      if (known !== undefined && known.state !== "ok" && kept.state === "ok") this.#recovered.push(kept);
      if (kept.state === "ok") this.#notOk.delete(key);
      else this.#notOk.set(key, kept);
      return kept;
    });
    for (const [key, verdict] of before) this.#leave(key, verdict, now);
    this.#count(former.verdicts, -1);
    this.#count(verdicts, 1);
    const validUntil = verdicts.reduce((least, each) => Math.min(least, each.validUntil), Infinity);
    this.#entries.set(subject, { verdicts, validUntil });
  }

  /** It is judged no more. */
  remove(subject: string, now: number): void {
    this.put(subject, [], now);
    this.#entries.delete(subject);
  }

  tallyOf(signal: SignalName): Readonly<Tally> {
    return this.#tallies.get(signal) ?? { subjects: 0, breaches: 0 };
  }

  /** What is new since the last call, and all that is not `ok`. */
  take(): Pick<FullEvaluation, "verdicts" | "changed" | "gone" | "counts"> {
    const taken = {
      verdicts: [...this.#notOk.values(), ...this.#recovered],
      changed: this.#changed,
      gone: this.#gone,
      counts: { ...this.#counts },
    };
    [this.#recovered, this.#changed, this.#gone] = [[], [], []];
    return taken;
  }

  #leave(key: string, verdict: Verdict, now: number): void {
    this.#gone.push(verdict);
    this.#notOk.delete(key);
    if (verdict.state === "ok") return;
    this.#recovered.push({
      ...verdict,
      state: "ok",
      since: now,
      summary: "It is judged no more",
      validUntil: Infinity,
    });
  }

  #count(verdicts: readonly Verdict[], by: 1 | -1): void {
    let last: SignalName | undefined;
    for (const { signal, state } of verdicts) {
      const tally = this.#tallies.get(signal) ?? { subjects: 0, breaches: 0 };
      this.#tallies.set(signal, tally);
      this.#counts[state] += by;
      // Verdicts of one signal stand together.
      if (signal !== last) tally.subjects += by;
      if (state === "breach" || state === "at_risk") tally.breaches += by;
      last = signal;
    }
  }
}

/** Who is at risk, or unknown, has been since it was first said. */
function sinceTheSame(known: Verdict | undefined, verdict: Verdict): Verdict {
  const lasting = verdict.state === "at_risk" || verdict.state === "unknown";
  return known?.state === verdict.state && lasting ? { ...verdict, since: known.since } : verdict;
}

/** That both hold for how long does not count. */
function saysTheSame(one: Verdict, other: Verdict): boolean {
  return one === other || isSameFact(one, { ...other, validUntil: one.validUntil });
}
