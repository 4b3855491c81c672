import { Temporal } from "../../calendar/temporal.ts";
import { didYouMean } from "../did-you-mean.ts";

/** An IANA time zone that this machine knows: `Europe/Berlin`, `UTC`. Fixed offsets are none: they miss daylight saving. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z][\w+/-]*$/.test(text)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return true;
  } catch {
    return false;
  }
}

export function nearestTimeZone(text: string): string {
  const zones = Intl.supportedValuesOf("timeZone");
  const city = zones.find((zone) => zone.split("/").at(-1)?.toLowerCase() === text.toLowerCase().replaceAll(" ", "_"));
  return city === undefined ? didYouMean(text, zones) : `; did you mean \`${city}\`?`;
}
