export interface IncidentSettings {
  /** How long what may have a cause further upstream waits before anybody is told. */
  readonly holdMs: number;
  /** How long all must be well before an incident is resolved: nobody is told that it is over when it soon may not be. */
  readonly settleMs: number;
  /** The same for one that has come back: it may once more. */
  readonly returnedSettleMs: number;
  /** A breach of the same cause within so long after it was resolved reopens an incident. */
  readonly reopenMs: number;
  /** Trouble upstream that began later than so long after a breach is not its cause; what is well again counts for so long. */
  readonly causeWithinMs: number;
  /** Trouble upstream that began longer before a breach is its cause only when what broke has not been well since. */
  readonly spreadsWithinMs: number;
  /** What one job writes, and what breaks within so long, is one incident. */
  readonly siblingsWithinMs: number;
  /** Threads are told what changed at most so often. */
  readonly updateEveryMs: number;
}

const minute = 60_000;
const hour = 60 * minute;

export const defaultIncidentSettings: IncidentSettings = {
  holdMs: 2 * minute,
  settleMs: 3 * minute,
  returnedSettleMs: hour,
  reopenMs: hour,
  causeWithinMs: 6 * hour,
  // What runs daily shows it within a day.
  spreadsWithinMs: 26 * hour,
  siblingsWithinMs: hour,
  updateEveryMs: 15 * minute,
};
