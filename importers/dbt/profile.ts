import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { ImportError } from "../imported.ts";
import { readText } from "../read-json.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** An output of profiles.yml: how dbt reaches the warehouse. */
export type DbtProfile = Readonly<Record<string, unknown>>;

export interface ProfileQuestion {
  /** The directory of artifacts; the project is above it. */
  readonly target: string;
  /** Where profiles.yml is; else where dbt looks for it. */
  readonly profilesDirectory: string | undefined;
  /** Of the outputs; else the one that the profile names. */
  readonly output: string | undefined;
  readonly env: Environment;
  readonly home: string;
}

const project = z.object({ profile: z.string() });
const profiles = z.record(z.string(), z.unknown());
const outputs = z.object({
  target: z.string().default("default"),
  outputs: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/**
 * The profile that dbt used, found as dbt finds it; undefined when there is none here.
 *
 * @throws ImportError for one that is there and cannot be used.
 */
export async function findProfile(question: ProfileQuestion): Promise<DbtProfile | undefined> {
  const projectDirectory = dirname(resolve(question.target));
  const name = await profileName(join(projectDirectory, "dbt_project.yml"));
  if (name === undefined) return undefined;
  const path = await profilesPath(question, projectDirectory);
  if (path === undefined) return undefined;
  const all = profiles.safeParse(parseYaml(path.name, path.text));
  const chosen = outputs.safeParse(all.data?.[name]);
  if (!chosen.success) return undefined;
  const output = chosen.data.outputs[question.output ?? rendered(chosen.data.target, question.env)];
  if (output === undefined) return undefined;
  return Object.fromEntries(Object.entries(output).map(([key, value]) => [key, renderedValue(value, question.env)]));
}

async function profileName(path: string): Promise<string | undefined> {
  const text = await readText(path);
  return text === undefined ? undefined : project.safeParse(parseYaml(path, text)).data?.profile;
}

async function profilesPath(
  { profilesDirectory, env, home }: ProfileQuestion,
  projectDirectory: string,
): Promise<{ readonly name: string; readonly text: string } | undefined> {
  const said = profilesDirectory ?? env["DBT_PROFILES_DIR"];
  const directories = said === undefined ? [projectDirectory, join(home, ".dbt")] : [said];
  for (const directory of directories) {
    const name = join(directory, "profiles.yml");
    const text = await readText(name);
    if (text !== undefined) return { name, text };
  }
  if (profilesDirectory !== undefined) throw new ImportError(`${profilesDirectory}: no profiles.yml in it`);
  return undefined;
}

function parseYaml(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new ImportError(`${path}: it is not YAML`);
  }
}

function renderedValue(value: unknown, env: Environment): unknown {
  return typeof value === "string" ? rendered(value, env) : value;
}

/** `{{ env_var('NAME', 'default') }}`, which is what profiles use of Jinja. */
function rendered(text: string, env: Environment): string {
  return text.replaceAll(
    /\{\{\s*env_var\(\s*['"]([^'"]+)['"]\s*(?:,\s*['"]([^'"]*)['"]\s*)?\)[^}]*\}\}/g,
    (whole, name: string, fallback: string | undefined) => env[name] ?? fallback ?? whole,
  );
}
