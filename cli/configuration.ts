import { readFileSync } from "node:fs";
import { parseConfig } from "#collector/config/config.ts";
import type { Config } from "#collector/config/config.ts";
import { exitCodes } from "./exit-codes.ts";
import { Failure } from "./failure.ts";

/** The collector's configuration; throws a `Failure` that names every variable that is wrong. */
export function configOf(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = parseConfig(env, (path) => readFileSync(path, "utf8"));
  if (parsed.kind === "invalid") {
    const count =
      parsed.problems.length === 1 ? "a variable is wrong" : `${parsed.problems.length} variables are wrong`;
    throw new Failure(`${count}:\n${parsed.problems.map((line) => `  ${line}`).join("\n")}`, exitCodes.usage);
  }
  for (const warning of parsed.warnings) process.stderr.write(`tidemark: ${warning}\n`);
  return parsed.config;
}
