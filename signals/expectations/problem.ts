/** A place in a file; line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Something a person must look at. An error makes the declaration it is in unusable; a warning does not.
 * Messages never quote what could be a secret.
 */
export interface Problem {
  readonly severity: "error" | "warning";
  readonly position: Position;
  readonly message: string;
}

export function positionText({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

/** `tidemark.yml:12:5: unknown key …`, as compilers write it, so that editors find the place. */
export function problemText({ severity, position, message }: Problem): string {
  return `${positionText(position)}: ${severity === "warning" ? "warning: " : ""}${message}`;
}

export function byPosition(a: Problem, b: Problem): number {
  if (a.position.file !== b.position.file) return a.position.file < b.position.file ? -1 : 1;
  return a.position.line - b.position.line || a.position.column - b.position.column;
}
