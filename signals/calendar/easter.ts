import { Temporal } from "./temporal.ts";

/**
 * Easter Sunday of the western churches, by the Gregorian computus (Meeus, Astronomical Algorithms, ch. 8:
 * the anonymous algorithm of 1876, right for every Gregorian year).
 */
export function easterSunday(year: number): Temporal.PlainDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const shift = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const march = epact + weekday - 7 * shift + 114;
  return new Temporal.PlainDate(year, Math.floor(march / 31), (march % 31) + 1);
}

/** Easter Sunday of the orthodox churches: by the Julian calendar, told in the Gregorian one. */
export function orthodoxEasterSunday(year: number): Temporal.PlainDate {
  const moon = (19 * (year % 19) + 15) % 30;
  const weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
  const march = moon + weekday + 114;
  const behind = Math.floor(year / 100) - Math.floor(year / 400) - 2;
  return new Temporal.PlainDate(year, Math.floor(march / 31), (march % 31) + 1).add({ days: behind });
}
