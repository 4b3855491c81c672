import type { Declarations } from "#signals/expectations/declarations.ts";
import { findFiles, readTextFile } from "#signals/expectations/load/find-files.ts";
import { loadExpectations } from "#signals/expectations/load/load.ts";
import { problemText } from "#signals/expectations/problem.ts";
import { exitCodes } from "./exit-codes.ts";
import { Failure } from "./failure.ts";

/**
 * What files of expectations say, for a command that judges by them.
 *
 * @param paths files, or directories that are searched for them
 * @throws Failure when one of them is wrong or missing
 */
export function readExpectations(paths: readonly string[]): Declarations {
  const { files, problems: unfound } = findFiles(paths);
  const { declarations, problems } = loadExpectations(files, readTextFile);
  const errors = [...unfound, ...problems.filter(({ severity }) => severity === "error").map(problemText)];
  if (errors.length > 0) throw new Failure(errors.join("\n"), exitCodes.usage);
  return declarations;
}
