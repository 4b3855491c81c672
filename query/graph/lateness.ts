/** How many of the last gaps between writes are looked at. */
export const gapsLookedAt = 20;
/** With fewer, nobody can say what is usual. */
const gapsNeeded = 5;
/** A write may take so much longer than the longest usual gap. */
const tolerance = 1.5;

export type Lateness =
  | { readonly kind: "unknown" }
  /** Times and gaps in milliseconds; `dueAt`: when the next write is late. */
  | {
      readonly kind: "on_time" | "late";
      readonly lastWrite: number;
      readonly longestGap: number;
      readonly dueAt: number;
    };

/**
 * Whether a dataset should have been written again by now. The rule: the time since its last write is
 * longer than one and a half of the longest of its last 20 gaps; with fewer than 5 gaps it is unknown.
 *
 * @param writes ends of the runs that wrote it, the latest first, in milliseconds.
 */
export function lateness(writes: readonly number[], now: number): Lateness {
  const [lastWrite] = writes;
  const recent = writes.slice(0, gapsLookedAt + 1);
  if (lastWrite === undefined || recent.length <= gapsNeeded) return { kind: "unknown" };
  const gaps = recent.slice(1).map((write, index) => (recent[index] ?? write) - write);
  const longestGap = Math.max(...gaps);
  const dueAt = lastWrite + longestGap * tolerance;
  return { kind: now > dueAt ? "late" : "on_time", lastWrite, longestGap, dueAt };
}
