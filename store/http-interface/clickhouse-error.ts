/** An error in ClickHouse's own shape, which its clients read. */
export interface ClickHouseFailure {
  readonly code: number;
  /** `Code: N. DB::Exception: text. (NAME)` */
  readonly message: string;
}

/** https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp */
export const errorCodes = {
  BAD_ARGUMENTS: 36,
  SYNTAX_ERROR: 62,
  TIMEOUT_EXCEEDED: 159,
  READONLY: 164,
  TOO_MANY_SIMULTANEOUS_QUERIES: 202,
  QUERY_WAS_CANCELLED: 394,
  AUTHENTICATION_FAILED: 516,
  SUPPORT_IS_DISABLED: 344,
  TOO_LARGE: 307,
  STD_EXCEPTION: 1001,
} as const;

const errorNames: Readonly<Partial<Record<keyof typeof errorCodes, string>>> = { TOO_LARGE: "TOO_MANY_BYTES" };

export function failure(name: keyof typeof errorCodes, text: string): ClickHouseFailure {
  const code = errorCodes[name];
  return { code, message: `Code: ${code}. DB::Exception: ${text}. (${errorNames[name] ?? name})` };
}

/** What the engine said, without what the binding wraps around it. */
export function failureOf(error: unknown): ClickHouseFailure {
  const text = error instanceof Error ? error.message : String(error);
  const start = text.search(/Code: \d+\./);
  if (start === -1) return failure("STD_EXCEPTION", text);
  const message = text.slice(start);
  return { code: Number(/\d+/.exec(message)?.[0] ?? errorCodes.STD_EXCEPTION), message };
}

const statusOfCode: Readonly<Record<number, number>> = {
  [errorCodes.AUTHENTICATION_FAILED]: 403,
  [errorCodes.READONLY]: 403,
  497: 403,
  [errorCodes.SYNTAX_ERROR]: 400,
  [errorCodes.BAD_ARGUMENTS]: 400,
  [errorCodes.SUPPORT_IS_DISABLED]: 400,
  // Unknown identifier, function, table, database, setting; a parameter that is not set or cannot be read.
  47: 404,
  46: 404,
  60: 404,
  81: 404,
  115: 404,
  456: 400,
  457: 400,
  [errorCodes.TOO_LARGE]: 413,
  [errorCodes.TIMEOUT_EXCEEDED]: 408,
  [errorCodes.TOO_MANY_SIMULTANEOUS_QUERIES]: 503,
};

export function httpStatus(code: number): number {
  return statusOfCode[code] ?? 500;
}
