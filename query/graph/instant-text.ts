/** Microseconds since the epoch as RFC 3339 in UTC with microseconds, as answers have times. */
export function instantText(micros: number): string {
  const millis = Math.floor(micros / 1000);
  const rest = String(micros - millis * 1000).padStart(3, "0");
  return new Date(millis).toISOString().replace("Z", `${rest}Z`);
}
