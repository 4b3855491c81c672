import type { ScalarType } from "./scalar-type.ts";

type Of<F extends ScalarType["family"]> = Extract<ScalarType, { readonly family: F }>;

/**
 * Whether a column of the type `wide` can hold every value of a column of the type `narrow`, without
 * loss. It is a partial order: what holds what holds, holds; and two that hold each other are one type.
 *
 * | from | to |
 * |---|---|
 * | integer | integer of more bits; unsigned to signed of more bits; float it fits into exactly (16 bits into 32, 32 into 64); decimal with digits enough |
 * | float | double |
 * | decimal(p,s) | decimal with as many digits before the point and after it, or more; decimal without a precision |
 * | text(n), binary(n) | the same of that length, more, or any |
 * | date | timestamp without zone |
 * | timestamp(p), time(p) | the same, as precise or more; never between with and without zone |
 */
export function holds(wide: ScalarType, narrow: ScalarType): boolean {
  switch (narrow.family) {
    case "integer":
      return holdsInteger(wide, narrow);
    case "float":
      return wide.family === "float" && wide.bits >= narrow.bits;
    case "decimal":
      return wide.family === "decimal" && holdsDecimal(wide, narrow);
    case "text":
    case "binary":
      return wide.family === narrow.family && atLeast(wide.length, narrow.length);
    case "date":
      return wide.family === "date" || (wide.family === "timestamp" && !wide.zoned);
    case "timestamp":
    case "time":
      return wide.family === narrow.family && wide.zoned === narrow.zoned && wide.precision >= narrow.precision;
    case "other":
      return wide.family === "other" && wide.text === narrow.text;
    default:
      return wide.family === narrow.family;
  }
}

/** Whole numbers that a float has exactly: 2^24 and 2^53. */
const exactBits = { 32: 24, 64: 53 } as const;

function holdsInteger(wide: ScalarType, narrow: Of<"integer">): boolean {
  if (wide.family === "integer") {
    if (wide.signed === narrow.signed) return wide.bits >= narrow.bits;
    return wide.signed && wide.bits > narrow.bits;
  }
  if (wide.family === "float") return exactBits[wide.bits] >= narrow.bits;
  if (wide.family !== "decimal") return false;
  const largest = 2 ** (narrow.signed ? narrow.bits - 1 : narrow.bits);
  return wide.precision === undefined || wide.precision - wide.scale >= Math.ceil(Math.log10(largest));
}

function holdsDecimal(wide: Of<"decimal">, narrow: Of<"decimal">): boolean {
  if (wide.precision === undefined) return true;
  if (narrow.precision === undefined) return false;
  return wide.scale >= narrow.scale && wide.precision - wide.scale >= narrow.precision - narrow.scale;
}

/** Undefined is without a limit. */
function atLeast(wide: number | undefined, narrow: number | undefined): boolean {
  return wide === undefined || (narrow !== undefined && wide >= narrow);
}
