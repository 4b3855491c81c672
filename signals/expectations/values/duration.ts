const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `90s`, `15m`, `2h`, `1h 30m`, `7d`, `4w`; a day has 24 hours, whatever the clocks do. */
export const durationPattern = /^(?:\d+(?:\.\d+)?\s*(?:ms|s|min|m|h|d|w)\s*)+$/;

const longestMs = 3660 * 86_400_000;

/** Milliseconds; undefined for what is no duration, or longer than ten years. */
export function parseDuration(text: string): number | undefined {
  if (!durationPattern.test(text)) return undefined;
  let ms = 0;
  for (const [, count = "", unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d|w)/g)) {
    ms += Number(count) * (unitMs[unit] ?? Number.NaN);
  }
  return ms <= longestMs ? Math.round(ms) : undefined;
}
