import type { Unit } from "#signals/verdict.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `25 min`, `1 h 20 min`, `2 d 3 h`: the two largest units that matter. */
export function durationText(ms: number): string {
  const length = Math.abs(ms);
  if (length < second) return `${Math.round(length)} ms`;
  if (length < minute) return `${Math.round(length / second)} s`;
  if (length < hour) return `${Math.floor(length / minute)} min`;
  if (length < day) return twoUnits(length, [hour, "h"], [minute, "min"]);
  return twoUnits(length, [day, "d"], [hour, "h"]);
}

function twoUnits(length: number, [large, name]: [number, string], [small, smallName]: [number, string]): string {
  const rest = Math.floor((length % large) / small);
  return `${Math.floor(length / large)} ${name}${rest === 0 ? "" : ` ${rest} ${smallName}`}`;
}

/** `Tue 24 Nov 07:00 UTC`: short enough for a phone, and not to be mistaken for another zone's. */
export function timeText(at: number): string {
  const [, weekday, dayOfMonth, month, , time] =
    /^(\w+), (\d+) (\w+) (\d+) (\d+:\d+)/.exec(new Date(at).toUTCString()) ?? [];
  return `${weekday} ${Number(dayOfMonth)} ${month} ${time} UTC`;
}

export function quantityText(value: number, unit: Unit): string {
  switch (unit) {
    case "s":
      return durationText(value * second);
    case "share":
      return `${rounded(value * 100)} %`;
    case "bytes":
      return bytesText(value);
    case "count":
      return rounded(value);
    default:
      return `${rounded(value)} ${unit}`;
  }
}

/** `1 dataset`, `2,000 datasets`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

function bytesText(value: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(value))) / 3)));
  return `${rounded(value / 1000 ** power)} ${units[power]}`;
}

/** Three digits that count, or all before the point. */
function rounded(value: number): string {
  return value.toLocaleString(
    "en-US",
    Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 },
  );
}
