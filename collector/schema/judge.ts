import { z } from "zod";

export type Issue = Pick<z.core.$ZodIssue, "path" | "message">;

/**
 * A schema that judges. Nearly every value keeps to it, so that is asked of compiled code, which builds
 * nothing; only for a value that does not, the interpreter tells what is wrong.
 */
export interface Judge {
  readonly accepts: (value: unknown) => boolean;
  /** What is wrong with a value that stands at that path. */
  readonly issues: (value: unknown, path: readonly PropertyKey[]) => readonly Issue[];
}

/** Throws at start-up for a schema that cannot be compiled. */
export function judgeBy(schema: z.ZodType): Judge {
  const compiled = z.compile(schema, { strict: true });
  return {
    accepts: (value) => compiled.validate(value),
    issues(value, path) {
      const issues = schema.safeParse(value).error?.issues ?? [];
      return issues.map((issue) => ({ path: [...path, ...issue.path], message: issue.message }));
    },
  };
}
