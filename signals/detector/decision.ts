/** A value at a time (milliseconds since the epoch). */
export interface Observation {
  readonly at: number;
  readonly value: number;
  /** The time that the value is of, where that is another one: its weekday, hour and holidays count. */
  readonly about?: number;
  /** Of a backfill or a replay, or marked by a person: it is neither judged nor learnt from. */
  readonly excluded?: boolean;
}

/**
 * What moves one way when something is wrong: the distance from the expected value, the step from the value before, the
 * level of the last few values.
 */
export type Channel = "residual" | "difference" | "level";

/** What the expected value is taken from: the last values, or those of the same hour or day. */
export type Season = "none" | "time of day" | "day of week" | "hour of week";

/** What a decision rests on: "learning, 6 of 14". */
export interface History {
  /** Points learnt from, as far as they are remembered. */
  readonly points: number;
  /** Points without which nothing is judged. */
  readonly wanted: number;
  /** When the oldest of them was. */
  readonly from: number | null;
}

/** What is expected at a time. The bounds are those that a value must pass to be told at the rate of false alerts that was set. */
export interface Forecast {
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
  readonly season: Season;
}

/** `learning`: too little history; `excluded`: not judged. */
export type DecisionState = "learning" | "normal" | "anomalous" | "excluded";

/**
 * What happened to the state at this point. `new normal`: what was anomalous has lasted, so it is what is expected from
 * here on; that is no recovery.
 */
export type Turn = "opened" | "closed" | "new normal";

export interface Decision {
  readonly at: number;
  readonly observed: number;
  readonly state: DecisionState;
  readonly turn: Turn | null;
  /** Since when it is anomalous. */
  readonly since: number | null;
  /** This point is ordinary; that is always so of one that is normal, and of the first of those that end an anomaly. */
  readonly ordinary: boolean;
  /** Null while learning. Never NaN. */
  readonly expected: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly season: Season;
  /** How often, at most, a point as odd as this comes when nothing is wrong; of all channels together. */
  readonly p: number | null;
  /** 0 … 1; 0.5 is where an alert is told at the rate that was set. What goes on being anomalous is no news, and scores less. */
  readonly score: number;
  /** The one that is odd the most. */
  readonly channel: Channel | null;
  readonly history: History;
}
