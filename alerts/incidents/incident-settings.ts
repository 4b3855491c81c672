export interface IncidentSettings {
  /** How long what may have a cause further upstream waits before anybody is told. */
  readonly holdMs: number;
  /** How long all must be well before an incident is resolved. */
  readonly settleMs: number;
  /** A breach of the same cause within so long after it was resolved reopens an incident. */
  readonly reopenMs: number;
  /** Trouble upstream that began later than so long after a breach is not its cause; what is well again counts for so long. */
  readonly causeWithinMs: number;
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
  reopenMs: hour,
  causeWithinMs: 6 * hour,
  siblingsWithinMs: hour,
  updateEveryMs: 15 * minute,
};
