import { Baseline } from "./baseline.ts";
import type { Expectation } from "./baseline.ts";
import { Cadence, lastingPoints, wantedPoints } from "./cadence.ts";
import type { Channel, Decision, DecisionState, Forecast, History, Observation } from "./decision.ts";
import { Episodes } from "./episodes.ts";
import { News } from "./news.ts";
import { defaultFalseAlertEveryMs, defaultLeastChange } from "./settings.ts";
import type { DetectorSettings } from "./settings.ts";
import { pAbove, valueAt } from "./tail.ts";
import type { Track } from "./track.ts";
import { createTransform } from "./transform.ts";
import type { Transform } from "./transform.ts";

/** Judges a series point by point, each against those before it. */
export interface SeriesDetector {
  /** Judges a point, then learns from it. Points come in order of time; one that is no later than the last is as if `excluded`. */
  observe(observation: Observation): Decision;
  /** What is expected at a time to come; undefined while learning. */
  forecast(at: number): Forecast | undefined;
  readonly history: History;
}

const channels = ["residual", "difference", "level"] as const satisfies readonly Channel[];
/** What the smallest of the channels' p is multiplied by; less than three, since they mostly say the same. */
const effectiveChannels = 2;

/**
 * What the last few points say together is told by one that is itself no everyday one: else a person would be told of a value that lies
 * where values lie.
 */
const supportP = 0.3;

/** What is as odd as this is told at least, however seldom points come. */
const mostP = 0.004;

const hour = 3_600_000;
const day = 24 * hour;
const week = 7 * day;
/** 00:00 of a Sunday. */
const sunday = Date.UTC(1970, 0, 4);

/** The same time of the next Sunday. */
function sundayAfter(local: number): number {
  const ofWeek = (((local - sunday) % week) + week) % week;
  return local + week - Math.floor(ofWeek / day) * day;
}

/** Judges a whole series. */
export function judgeSeries(observations: readonly Observation[], settings: DetectorSettings = {}): Decision[] {
  const detector = createSeriesDetector(settings);
  return observations.map((observation) => detector.observe(observation));
}

export function createSeriesDetector(settings: DetectorSettings = {}): SeriesDetector {
  return new Detector(settings);
}

interface Learnt {
  readonly interval: number;
  readonly transform: Transform;
  readonly baseline: Baseline;
  readonly episodes: Episodes;
  readonly news: News;
  /** The p at which false alerts come at the rate that was set. */
  readonly alpha: number;
}

interface Bounds {
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
}

interface Oddness {
  readonly p: number;
  readonly channel: Channel;
  readonly ofResidual: number;
  readonly ofLevel: number;
  /** Of all channels together, for the score. */
  readonly surprise: number;
}

class Detector implements SeriesDetector {
  readonly #settings: DetectorSettings;
  readonly #cadence = new Cadence();
  #pending: Observation[] = [];
  #learnt: Learnt | undefined;
  #points = 0;
  #from: number | null = null;
  #last = -Infinity;

  constructor(settings: DetectorSettings) {
    this.#settings = settings;
  }

  get history(): History {
    return { points: this.#points, wanted: this.#wanted, from: this.#from };
  }

  get #wanted(): number {
    const { wanted, learning = "weeks" } = this.#settings;
    return wanted ?? wantedPoints(this.#learnt?.interval ?? this.#cadence.interval, learning);
  }

  forecast(at: number): Forecast | undefined {
    const learnt = this.#learnt;
    if (learnt === undefined) return undefined;
    const expectation = this.#expect(learnt, at);
    return { ...this.#bounds(learnt, expectation), season: expectation.track.predictor.season };
  }

  observe(observation: Observation): Decision {
    const { at, value } = observation;
    const before = this.history;
    if (observation.excluded === true || at <= this.#last || !Number.isFinite(value)) {
      return this.#aside(observation, before);
    }
    this.#last = at;
    this.#from ??= at;
    this.#points++;
    if (this.#learnt !== undefined) return this.#judge(this.#learnt, observation, before);
    this.#cadence.see(at);
    this.#pending.push(observation);
    if (this.#pending.length >= this.#wanted) this.#begin();
    return blank(observation, "learning", before);
  }

  #expect({ baseline }: Learnt, at: number): Expectation {
    const local = this.#local(at);
    return baseline.expect(local, this.#isDayOff(at) ? sundayAfter(local) : undefined);
  }

  #isDayOff(at: number): boolean {
    return this.#settings.isDayOff?.(at) === true;
  }

  #local(at: number): number {
    return at + (this.#settings.offsetAt?.(at) ?? 0);
  }

  #aside(observation: Observation, history: History): Decision {
    const decision = blank(observation, "excluded", history);
    const forecast = this.forecast(observation.at);
    const since = this.#learnt?.episodes.since ?? null;
    return forecast === undefined ? decision : { ...decision, ...forecast, since };
  }

  /** Without the time zone, what happens at some hour happens an hour earlier or later when the clocks change. */
  #blur(interval: number): number {
    const { blurMs, offsetAt } = this.#settings;
    return blurMs ?? (offsetAt === undefined && interval >= hour / 2 ? hour : 0);
  }

  /** Learns from the points that were waiting. */
  #begin(): void {
    const { interval } = this.#cadence;
    const { season, noise = "additive", memory = 512, anomaliesLeftOut = 3, falseAlertEveryMs } = this.#settings;
    const values = this.#pending.map(({ value }) => value);
    const alpha = Math.min(mostP, interval / (falseAlertEveryMs ?? defaultFalseAlertEveryMs));
    const learnt: Learnt = {
      interval,
      alpha,
      transform: createTransform(noise, values),
      baseline: new Baseline(interval, season, this.#blur(interval), memory),
      episodes: new Episodes(
        this.#settings.lastingPoints ?? lastingPoints(interval),
        anomaliesLeftOut,
        Math.max(30, Math.round((30 * day) / interval)),
      ),
      news: new News(interval, alpha),
    };
    for (const { at, value, about = at } of this.#pending) {
      if (this.#isDayOff(about)) continue;
      const local = this.#local(about);
      const inner = learnt.transform.into(value);
      learnt.baseline.expect(local);
      learnt.baseline.measure(inner);
      learnt.baseline.remember();
      learnt.baseline.learn(local, inner);
    }
    this.#learnt = learnt;
    this.#pending = [];
  }

  #judge(learnt: Learnt, { at, value, about = at }: Observation, history: History): Decision {
    const { transform, baseline, episodes, alpha } = learnt;
    const local = this.#local(about);
    const inner = transform.into(value);
    const expectation = this.#expect(learnt, about);
    const { value: expected, track } = expectation;
    const bounds = this.#bounds(learnt, expectation);
    baseline.measure(inner);
    const oddness = this.#oddness(track, this.#leastChange(learnt, expected));
    const { p, channel, surprise, ofResidual } = oddness;
    const turn = episodes.see({
      at,
      odd: p <= alpha && (channel !== "level" || ofResidual <= supportP),
      residual: track.now.residual,
      ...oddness,
    });
    const teaches = !this.#isDayOff(about);
    if (turn === "closed") baseline.forgetRecent();
    if (turn === "new normal") baseline.shiftBy(episodes.level);
    else if (!teaches) baseline.forgetRecent();
    else if (episodes.since === null) baseline.remember();
    else if (episodes.areMany) baseline.rememberClipped(this.#oneSided(alpha / 10));
    else if (turn === "opened") {
      // So many points let expect no more of the largest of them.
      baseline.rememberClipped(Math.max(this.#oneSided(alpha), 1 / (track.past.residual.size + 1)));
    }
    if (teaches && episodes.since === null && turn !== "new normal") baseline.learn(local, inner);
    return {
      at,
      observed: value,
      state: episodes.since === null ? "normal" : "anomalous",
      turn,
      since: episodes.since,
      ordinary: episodes.ordinary,
      ...bounds,
      season: track.predictor.season,
      p,
      score: learnt.news.score(surprise),
      channel,
      history,
    };
  }

  #oddness({ now, past }: Track, leastChange: number): Oddness {
    const { direction = "both" } = this.#settings;
    const sides = direction === "both" ? 2 : 1;
    let [least, product, ofResidual, ofLevel] = [1, 0, 1, 1];
    let channel: Channel = "residual";
    for (const each of channels) {
      const value = Math.abs(now[each]) < leastChange ? 0 : now[each];
      const above = direction === "below" ? 1 : pAbove(past[each], 1, value, leastChange / 10);
      const below = direction === "above" ? 1 : pAbove(past[each], -1, -value, leastChange / 10);
      const p = Math.max(1e-30, Math.min(1, sides * Math.min(above, below)));
      if (each === "residual") ofResidual = p;
      if (each === "level") ofLevel = p;
      if (p < least) [least, channel] = [p, each];
      product -= Math.log10(p);
    }
    const surprise = -Math.log10(least) + product / 2;
    return { p: Math.min(1, effectiveChannels * least), channel, ofResidual, ofLevel, surprise };
  }

  /** A share of the expected value, on the scale of the residuals. */
  #leastChange({ transform }: Learnt, expected: number): number {
    return transform.width(
      expected,
      this.#settings.leastChange ?? defaultLeastChange[this.#settings.noise ?? "additive"],
    );
  }

  /** What the p of one channel, on one side, must come to. */
  #oneSided(alpha: number): number {
    return (
      alpha /
      effectiveChannels /
      (this.#settings.direction === undefined || this.#settings.direction === "both" ? 2 : 1)
    );
  }

  #bounds(learnt: Learnt, { value: expected, low, high, track: { past } }: Expectation): Bounds {
    const { outOf } = learnt.transform;
    const leastChange = this.#leastChange(learnt, expected);
    const p = this.#oneSided(learnt.alpha);
    return {
      expected: outOf(expected),
      lower: outOf(low - Math.max(leastChange, valueAt(past.residual, -1, p, leastChange / 10))),
      upper: outOf(high + Math.max(leastChange, valueAt(past.residual, 1, p, leastChange / 10))),
    };
  }
}

function blank({ at, value }: Observation, state: DecisionState, history: History): Decision {
  const nothing = { expected: null, lower: null, upper: null, p: null, channel: null };
  const ordinary = true;
  return {
    at,
    observed: value,
    state,
    turn: null,
    since: null,
    ordinary,
    ...nothing,
    season: "none",
    score: 0,
    history,
  };
}
