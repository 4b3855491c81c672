/**
 * Errors of the engine that speak of a row's content, so that the same rows will never pass:
 * https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp
 * Whatever is not listed is taken for an outage, which passes.
 */
const contentErrors: ReadonlyMap<number, string> = new Map([
  [6, "CANNOT_PARSE_TEXT"],
  [26, "CANNOT_PARSE_QUOTED_STRING"],
  [27, "CANNOT_PARSE_INPUT_ASSERTION_FAILED"],
  [33, "CANNOT_READ_ALL_DATA"],
  [38, "CANNOT_PARSE_DATE"],
  [41, "CANNOT_PARSE_DATETIME"],
  [53, "TYPE_MISMATCH"],
  [69, "ARGUMENT_OUT_OF_BOUND"],
  [70, "CANNOT_CONVERT_TYPE"],
  [72, "CANNOT_PARSE_NUMBER"],
  [117, "INCORRECT_DATA"],
  [128, "TOO_LARGE_ARRAY_SIZE"],
  [131, "TOO_LARGE_STRING_SIZE"],
  [153, "ILLEGAL_DIVISION"],
  [190, "SIZES_OF_ARRAYS_DONT_MATCH"],
  [321, "VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE"],
  [407, "DECIMAL_OVERFLOW"],
  [469, "VIOLATED_CONSTRAINT"],
]);

/** The engine's name for what is wrong with a row's content; undefined for any other failure. */
export function contentError(error: unknown): string | undefined {
  const code = engineCode(error);
  return code === undefined ? undefined : contentErrors.get(code);
}

/** `@clickhouse/client` has it as a property, the embedded engine in its message only. */
function engineCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = "code" in error ? Number(error.code) : Number.NaN;
  if (Number.isInteger(code)) return code;
  const told = /\bCode: (\d+)/.exec(error.message)?.[1];
  return told === undefined ? undefined : Number(told);
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
