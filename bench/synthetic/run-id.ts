import type { Random } from "./random.ts";

/** UUIDs as producers make them: 7 is usual; 3 is of older Airflow, 4 of scripts. */
export type RunIdVersion = 3 | 4 | 7;

/** A UUID of the version; one of version 7 begins with the time, in microseconds since the epoch. */
export function makeRunId(version: RunIdVersion, micros: number, random: Random): string {
  const time =
    version === 7
      ? Math.floor(micros / 1000)
          .toString(16)
          .padStart(12, "0")
      : random.hex(8) + random.hex(4);
  const variant = "89ab"[random.below(4)] ?? "8";
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}${random.hex(3)}-${variant}${random.hex(3)}-${random.hex(8)}${random.hex(4)}`;
}
