import type { History } from "../decision.ts";

/** That a dataset was written, at a time in milliseconds since the epoch. */
export interface Write {
  readonly at: number;
  /** Of a backfill or a replay, or marked by a person: gives no credit and is not learnt from. */
  readonly excluded?: boolean;
}

/** When the next write is late, by what is known of the past ones. */
export interface Due {
  /** `learning`: too few writes to say. */
  readonly state: "learning" | "expected";
  /** After this moment it is late; milliseconds since the epoch. */
  readonly dueAt: number | null;
  /** When it usually comes. */
  readonly expectedAt: number | null;
  /** Part of the time from `expectedAt` to `dueAt`: what is allowed for though it was never seen. */
  readonly bufferMs: number;
  /** Usual time between writes; null while unknown. */
  readonly cadenceMs: number | null;
  /** Whether writes keep to a time of the day or hour, or only to a distance from one another. */
  readonly kind: "clock" | "distance";
  /** Since when the present pattern holds, if it has changed. */
  readonly patternSince: number | null;
  readonly history: History;
}

/** What a write was: in time, or late by the time it was due before it came. */
export interface Arrival {
  readonly at: number;
  readonly late: boolean;
  readonly dueAt: number | null;
  /** The pattern has changed: what was late is what is expected from here on. */
  readonly newPattern: boolean;
}

export interface FreshnessSettings {
  /** One false alert in this time is accepted; default 90 days. */
  readonly falseAlertEveryMs?: number;
  /** Of the cadence, allowed for beyond what was seen; default 0.05. */
  readonly bufferShare?: number;
  /** The least of that; default 5 minutes. */
  readonly leastBufferMs?: number;
  /** Writes before anything is expected; default 14 for daily and shorter series, less for longer ones. */
  readonly wanted?: number;
  /** What local clocks are ahead of UTC at a time, in milliseconds; default 0. Daily patterns follow the local clock. */
  readonly offsetAt?: (at: number) => number;
  /** Whether a time lies on a holiday. On one nothing is expected of what is not written on days off. */
  readonly isDayOff?: (at: number) => boolean;
}
