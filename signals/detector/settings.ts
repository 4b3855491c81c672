import type { Season } from "./decision.ts";

export interface DetectorSettings {
  /** One false alert in this time is accepted; default 90 days. */
  readonly falseAlertEveryMs?: number;
  /** Which way is wrong; default `both`. */
  readonly direction?: "both" | "above" | "below";
  /**
   * `proportional`: noise grows with the value (rows, bytes, durations, cost), so halves and doubles count alike.
   * `additive`: it does not (temperatures, shares). Default `additive`.
   */
  readonly noise?: "additive" | "proportional";
  /**
   * A deviation of a smaller share of the expected value is not told however odd it is; default 0.1 where noise is
   * proportional, 0.005 where it is additive.
   */
  readonly leastChange?: number;
  /** Fixed in place of what the timestamps suggest. */
  readonly season?: Season;
  /**
   * How long nothing is judged. `weeks` (default): until weekends are known, 14 points of daily series, 16 days of shorter
   * ones, 8 points of longer ones. `quick`: two days, at most 288 points.
   */
  readonly learning?: "weeks" | "quick";
  /** Points before anything is judged, in place of that. */
  readonly wanted?: number;
  /** Anomalous points in a row after which what they show is the new normal; default by the interval: 7 for daily series, three days of shorter ones. */
  readonly lastingPoints?: number;
  /**
   * So many anomalies in 30 days, or 30 points, are left out of what is usual; what comes more often than that is learnt
   * from. Default 3; 0: each is learnt from at once, so that one like it is told the less.
   */
  readonly anomaliesLeftOut?: number;
  /** What local clocks are ahead of UTC at a time, in milliseconds; default 0. Seasons follow the local clock. */
  readonly offsetAt?: (at: number) => number;
  /**
   * Whether a time lies on a holiday. On one a value may be that of its weekday, of a Sunday, or between; it is not learnt from.
   */
  readonly isDayOff?: (at: number) => boolean;
  /** So much earlier or later than usual a value may come; default an hour where `offsetAt` is not known, else 0. */
  readonly blurMs?: number;
  /** Past values remembered for each channel; default 512. */
  readonly memory?: number;
}

export const day = 86_400_000;

export const defaultFalseAlertEveryMs = 90 * day;

export const defaultLeastChange = { proportional: 0.1, additive: 0.005 } as const;

/**
 * For a file of values, which is one series and may be remembered long. It is judged from its third day on; nobody is there
 * to say of an anomaly that it was none, so what has been once is told the less.
 */
export const settingsForFiles = {
  learning: "quick",
  blurMs: 0,
  memory: 4096,
  anomaliesLeftOut: 0,
} as const satisfies DetectorSettings;
