import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Environment } from "./environment.ts";

export interface ConfigFile {
  readonly path: string;
  readonly content: unknown;
}

/**
 * The configuration file of the OpenLineage clients: the one `OPENLINEAGE_CONFIG` names, else
 * `openlineage.yml` in the working directory, else in `~/.openlineage`.
 *
 * @throws when there is one that cannot be read or is no YAML.
 */
export function readConfigFile(env: Environment, cwd: string, home: string): ConfigFile | undefined {
  const named = env["OPENLINEAGE_CONFIG"];
  const candidates = [
    ...(named ? [named] : []),
    join(cwd, "openlineage.yml"),
    join(home, ".openlineage", "openlineage.yml"),
  ];
  const path = candidates.find((candidate) => existsSync(candidate));
  if (path === undefined) return undefined;
  return { path, content: parseYaml(readFileSync(path, "utf8")) };
}

/** The parser takes longer to load than the rest of the agent, so it is loaded only for a file. */
function parseYaml(text: string): unknown {
  const yaml: unknown = createRequire(import.meta.url)("yaml");
  if (typeof yaml !== "object" || yaml === null || !("parse" in yaml) || typeof yaml.parse !== "function") {
    throw new TypeError("the package yaml has no function parse");
  }
  return yaml.parse(text);
}
