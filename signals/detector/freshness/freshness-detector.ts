import type { History } from "../decision.ts";
import { defaultFalseAlertEveryMs } from "../settings.ts";
import { day, median } from "./clock.ts";
import type { Arrival, Due, FreshnessSettings, Write } from "./due.ts";
import { gapsOf, Pattern } from "./pattern.ts";

/** Learns when a dataset is written, and so when the next write is late. */
export interface FreshnessDetector {
  /** Writes come in order of time; one that is no later than the last, or excluded, leaves no trace. */
  observe(write: Write): Arrival;
  due(): Due;
}

/** Late writes in a row that are a new pattern. */
const lateInARow = 3;
/** So many gaps in a row that are all this much shorter than usual are one too, unless they soon end: then something catches up. */
const shortInARow = 8;
const muchShorter = 3;
const catchingUp = 2;
/** What is late this often is told at least, however rarely it is written. */
const mostP = 0.01;
const minute = 60_000;

export function createFreshnessDetector(settings: FreshnessSettings = {}): FreshnessDetector {
  return new Detector(settings);
}

/** Times are by the local clock, but for those that are told. */
class Detector implements FreshnessDetector {
  readonly #settings: FreshnessSettings;
  readonly #daysOff = new Map<number, boolean>();
  /** All while learning, then the last few. */
  #writes: number[] = [];
  #pattern: Pattern | undefined;
  /** The time that the last write counts for: when it was expected, if it was late. */
  #anchor = 0;
  #lateRun = 0;
  #shortRun = 0;
  #shortSince = 0;
  #points = 0;
  #from: number | null = null;
  #last = -Infinity;
  #patternSince: number | null = null;
  #due: Due | undefined;

  constructor(settings: FreshnessSettings) {
    this.#settings = settings;
  }

  observe({ at, excluded }: Write): Arrival {
    const due = this.due();
    const { dueAt } = due;
    if (excluded === true || at <= this.#last) return { at, late: false, dueAt, newPattern: false };
    const late = dueAt !== null && at > dueAt;
    const local = this.#local(at);
    const before = this.#writes.at(-1) ?? local;
    this.#writes.push(local);
    this.#last = at;
    this.#from ??= at;
    this.#points++;
    this.#due = undefined;
    const newPattern =
      this.#pattern === undefined ? this.#begin() : this.#learn(this.#pattern, due, before, local, late);
    if (newPattern) this.#patternSince = at;
    return { at, late, dueAt, newPattern };
  }

  due(): Due {
    return (this.#due ??= this.#judge());
  }

  #local(at: number): number {
    return at + (this.#settings.offsetAt?.(at) ?? 0);
  }

  #utc(local: number): number {
    const { offsetAt } = this.#settings;
    if (offsetAt === undefined) return local;
    const utc = local - offsetAt(local - offsetAt(local));
    // A time that the clocks jump over comes as late after the one before as on other days.
    return Math.max(utc, utc + local - this.#local(utc));
  }

  /** There are enough writes to know a pattern, or not yet. */
  #begin(): boolean {
    if (this.#points < this.#wanted()) return false;
    const { offsetAt, isDayOff } = this.#settings;
    this.#pattern = new Pattern(this.#writes, {
      zoneKnown: offsetAt !== undefined,
      isOff: isDayOff === undefined ? () => false : (local) => this.#isOff(local, isDayOff),
    });
    this.#shortSince = this.#writes.at(-1) ?? 0;
    this.#anchor = this.#pattern.nominal(this.#shortSince);
    return false;
  }

  /** Between two writes that lie less than a day apart. */
  #clocksChanged(before: number, local: number): boolean {
    if (local - before > day / 2) return false;
    const [earlier, later] = [this.#utc(before), this.#utc(local)];
    return local - later !== before - earlier;
  }

  /** A calendar may be slow, and is asked of the same days again and again. */
  #isOff(local: number, isDayOff: (at: number) => boolean): boolean {
    const date = Math.floor(local / day);
    const known = this.#daysOff.get(date);
    if (known !== undefined) return known;
    const found = isDayOff(this.#utc((date + 0.5) * day));
    this.#daysOff.set(date, found);
    return found;
  }

  /** Whether there is a new pattern from here on. */
  #learn(pattern: Pattern, due: Due, before: number, local: number, late: boolean): boolean {
    if (this.#writes.length > lateInARow) this.#writes.shift();
    if (!late && pattern.isOfBurst(before, local)) return false;
    if (!late && this.#clocksChanged(before, local)) {
      // What comes every hour is neither late nor early for it.
      this.#anchor = pattern.nominal(local);
      return false;
    }
    this.#lateRun = late ? this.#lateRun + 1 : 0;
    if (this.#isFaster(pattern, before, local) || (this.#lateRun >= lateInARow && this.#isSlower(pattern)))
      return this.#startAnew();
    const from = this.#anchor;
    if (late) {
      this.#anchor = slotOf(pattern, this.#local(due.expectedAt ?? 0), local);
      pattern.learnLate(
        before,
        from,
        local,
        this.#local(due.dueAt ?? 0) - this.#local(due.expectedAt ?? 0) - due.bufferMs,
      );
    } else {
      pattern.learn(before, from, local);
      this.#anchor = Math.max(pattern.nominal(local), from);
    }
    if (this.#lateRun < lateInARow) return false;
    pattern.shiftTo(this.#writes.slice(-lateInARow));
    this.#anchor = pattern.nominal(local);
    this.#lateRun = 0;
    return true;
  }

  /** Whether writes lie much closer than usual, and have for some time. */
  #isFaster({ cadence }: Pattern, before: number, local: number): boolean {
    if ((local - before) * muchShorter >= cadence) {
      this.#shortSince = local;
      this.#shortRun = 0;
      return false;
    }
    this.#shortRun++;
    return this.#shortRun >= shortInARow && local - this.#shortSince > catchingUp * cadence;
  }

  /** Whether the last writes lie farther apart than usual, rather than at another time. */
  #isSlower(pattern: Pattern): boolean {
    return median(gapsOf(this.#writes.slice(-lateInARow))) > 1.5 * pattern.next(this.#anchor) - 1.5 * this.#anchor;
  }

  /** What was known of the pattern no longer holds. */
  #startAnew(): true {
    this.#writes = this.#writes.slice(-lateInARow);
    this.#points = this.#writes.length;
    this.#from = this.#utc(this.#writes[0] ?? 0);
    this.#pattern = undefined;
    this.#lateRun = 0;
    this.#shortRun = 0;
    return true;
  }

  #judge(): Due {
    const history = this.#history();
    const patternSince = this.#patternSince;
    const pattern = this.#pattern;
    if (pattern === undefined) {
      return {
        state: "learning",
        dueAt: null,
        expectedAt: null,
        bufferMs: 0,
        cadenceMs: null,
        kind: "distance",
        patternSince,
        history,
      };
    }
    const {
      falseAlertEveryMs = defaultFalseAlertEveryMs,
      bufferShare = 0.05,
      leastBufferMs = 5 * minute,
    } = this.#settings;
    const { cadence, kind } = pattern;
    const bufferMs = Math.round(Math.max(leastBufferMs, bufferShare * cadence));
    const p = Math.min(mostP, cadence / falseAlertEveryMs);
    const expected = Math.max(pattern.next(this.#anchor), this.#writes.at(-1) ?? 0);
    const delay = Math.max(0, pattern.delayAt(p, this.#anchor, bufferMs / 10));
    const expectedAt = Math.round(this.#utc(expected));
    const dueAt = Math.round(expectedAt + delay + bufferMs);
    return {
      state: "expected",
      dueAt,
      expectedAt,
      bufferMs,
      cadenceMs: Math.round(cadence),
      kind,
      patternSince,
      history,
    };
  }

  #history(): History {
    return { points: this.#points, wanted: this.#wanted(), from: this.#from };
  }

  #wanted(): number {
    if (this.#settings.wanted !== undefined) return this.#settings.wanted;
    if (this.#pattern !== undefined) return Math.min(this.#points, wantedAt(this.#pattern.cadence));
    const [first, last] = [this.#writes[0], this.#writes.at(-1)];
    if (first === undefined || last === undefined || this.#writes.length < 3) return 14;
    return wantedAt((last - first) / (this.#writes.length - 1));
  }
}

/** Less than a week of what is written many times a day says nothing of weekends. */
function wantedAt(between: number): number {
  if (between >= 20 * day) return 4;
  if (between >= 5 * day) return 6;
  return between >= 0.8 * day ? 14 : Math.max(14, Math.ceil((7.5 * day) / between));
}

/** The last time at which a write was expected before one that came late: none is owed twice. */
function slotOf(pattern: Pattern, expected: number, local: number): number {
  let last = expected;
  for (let i = 0; i < 100; i++) {
    const next = pattern.next(last);
    // What comes a little early counts for the next.
    if (next <= last || local < next - (next - last) / 4) break;
    last = next;
  }
  return last;
}
