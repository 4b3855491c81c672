/** What a number has to be: `= 0`, `< 100`, `between 1 and 5`. */
export interface Threshold {
  readonly text: string;
  holds(value: number): boolean;
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "!=": (value, bound) => value !== bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

const number = String.raw`-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`;
const compared = new RegExp(String.raw`^(=|!=|<=?|>=?)\s*(${number})$`);
const between = new RegExp(String.raw`^between\s+(${number})\s+and\s+(${number})$`, "i");

/** Undefined for what is none; a number alone means that it is to be equal. */
export function parseThreshold(text: string): Threshold | undefined {
  const said = text.trim();
  const [, low, high] = between.exec(said) ?? [];
  if (low !== undefined && high !== undefined)
    return { text: said, holds: (value) => value >= Number(low) && value <= Number(high) };
  const [, operator, bound] = compared.exec(said) ?? compared.exec(`= ${said}`) ?? [];
  const holds = operator === undefined ? undefined : comparisons[operator];
  if (holds === undefined || bound === undefined) return undefined;
  return { text: `${operator} ${bound}`, holds: (value) => holds(value, Number(bound)) };
}
