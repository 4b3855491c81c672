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
    const found = new Set<Verdict>();
    const verdicts = judged.map((verdict, index) => {
      const known = sameRule(former.verdicts, verdict, index);
      if (known !== undefined) found.add(known);
      return this.#keep(known, verdict);
    });
    if (found.size < former.verdicts.length)
      for (const verdict of former.verdicts) if (!found.has(verdict)) this.#leave(verdict, now);
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

  #keep(known: Verdict | undefined, verdict: Verdict): Verdict {
    const kept = sinceTheSame(known, verdict);
    if (known === undefined || !saysTheSame(known, kept)) this.#changed.push(kept);
    if (kept.state !== "ok") this.#notOk.set(verdictKey(kept), kept);
    else if (known !== undefined && known.state !== "ok") {
      this.#recovered.push(kept);
      this.#notOk.delete(verdictKey(kept));
    }
    return kept;
  }

  #leave(verdict: Verdict, now: number): void {
    this.#gone.push(verdict);
    if (verdict.state === "ok") return;
    this.#notOk.delete(verdictKey(verdict));
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

/** What the same rule said of the same subject; most often it stands in the same place. */
function sameRule(before: readonly Verdict[], verdict: Verdict, place: number): Verdict | undefined {
  const isSame = (each: Verdict | undefined): boolean =>
    each?.signal === verdict.signal && each.aspect === verdict.aspect;
  const there = before[place];
  return isSame(there) ? there : before.find(isSame);
}

/** Who is at risk, or unknown, has been since it was first said. */
function sinceTheSame(known: Verdict | undefined, verdict: Verdict): Verdict {
  const lasting = verdict.state === "at_risk" || verdict.state === "unknown";
  return known?.state === verdict.state && lasting ? { ...verdict, since: known.since } : verdict;
}

/** That both hold for how long does not count. */
function saysTheSame(one: Verdict, other: Verdict): boolean {
  if (one === other) return true;
  return one.summary === other.summary && isSameFact(one, { ...other, validUntil: one.validUntil });
}
