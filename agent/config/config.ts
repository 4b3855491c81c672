import { isJsonObject } from "../contract/json.ts";
import type { JsonObject } from "../contract/json.ts";
import { readConfigFile } from "./config-file.ts";
import { nestedEnvironment, simpleEnvironment } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { jobFilter } from "./job-filter.ts";
import type { JobFilter } from "./job-filter.ts";
import { parseParentId } from "./parent-id.ts";
import type { RunRef } from "./parent-id.ts";
import { merge, normaliseKeys, Settings } from "./settings.ts";
import { defaultUrl, transportConfig } from "./transport-config.ts";
import type { TransportConfig } from "./transport-config.ts";

/** The world a configuration is read from. */
export interface Surroundings {
  readonly env: Environment;
  readonly cwd: string;
  readonly home: string;
}

export interface Config {
  /** True: nothing is sent or kept. */
  readonly disabled: boolean;
  readonly transport: TransportConfig;
  /** Of jobs that do not name theirs. */
  readonly namespace: string;
  readonly disabledFacets: readonly string[];
  readonly filters: readonly JobFilter[];
  readonly runTags: Readonly<Record<string, string>>;
  readonly jobTags: Readonly<Record<string, string>>;
  /** Names of environment variables that runs carry as a facet. */
  readonly environmentVariables: readonly string[];
  readonly redactKeys: readonly string[];
  readonly parent: RunRef | undefined;
  readonly root: RunRef | undefined;
  /** One line each, for a person. */
  readonly problems: readonly string[];
}

/**
 * The configuration from the sources of the other OpenLineage clients. From the strongest: what the
 * program says, `OPENLINEAGE__…` variables, the configuration file, `OPENLINEAGE_URL` and its kind.
 * Sections of several sources are merged. What cannot be used is left out and told as a problem.
 */
export function readConfig(explicit: JsonObject, surroundings: Surroundings): Config {
  const { env } = surroundings;
  const problems: string[] = [];
  const settings = new Settings(mergedSources(explicit, surroundings, problems), (problem) => problems.push(problem));
  const disabled =
    env["OPENLINEAGE_DISABLED"]?.trim().toLowerCase() === "true" || settings.boolean("disabled") === true;
  const tags = settings.section("tags");
  const facets = settings.section("facets");
  const parent = parentOf(env, "OPENLINEAGE_PARENT_ID", problems);
  return {
    disabled,
    transport: disabled ? { type: "noop" } : chooseTransport(settings, problems),
    namespace: settings.string("namespace") ?? (env["OPENLINEAGE_NAMESPACE"] || "default"),
    disabledFacets: [
      ...settings.strings("disabledFacets"),
      ...settings.strings("facetsDisabled"),
      ...disabledIn(facets),
    ],
    filters: settings
      .sections("filters")
      .map(jobFilter)
      .filter((filter) => filter !== undefined),
    runTags: tags?.record("run") ?? {},
    jobTags: tags?.record("job") ?? {},
    environmentVariables: facets?.strings("environmentVariables") ?? [],
    redactKeys: [...settings.strings("redactKeys"), ...splitNames(env["TIDEMARK_REDACT_KEYS"])],
    parent,
    root: parentOf(env, "OPENLINEAGE_ROOT_PARENT_ID", problems) ?? parent,
    problems,
  };
}

function mergedSources(explicit: JsonObject, { env, cwd, home }: Surroundings, problems: string[]): JsonObject {
  let file: unknown = {};
  try {
    file = readConfigFile(env, cwd, home)?.content ?? {};
  } catch (error) {
    problems.push(`the configuration file cannot be used: ${String(error)}`);
  }
  return [simpleEnvironment(env), file, nestedEnvironment(env), explicit]
    .map(normaliseKeys)
    .filter((source): source is JsonObject => isJsonObject(source))
    .reduce(layer, {});
}

/** A stronger source that names another type of transport replaces the whole section. */
function layer(under: JsonObject, over: JsonObject): JsonObject {
  const below = under["transport"];
  const above = over["transport"];
  const replaced =
    isJsonObject(below) && isJsonObject(above) && above["type"] !== undefined && above["type"] !== below["type"];
  return merge(replaced ? { ...under, transport: {} } : under, over);
}

function chooseTransport(settings: Settings, problems: string[]): TransportConfig {
  const section = settings.section("transport");
  const chosen = section === undefined ? undefined : transportConfig(section);
  if (chosen !== undefined) return chosen;
  const said = section === undefined ? "no OpenLineage transport is configured" : "the transport cannot be used";
  problems.push(`${said}; events go to ${defaultUrl}`);
  const fallback = new Settings({ type: "http", url: defaultUrl }, () => {});
  return transportConfig(fallback) ?? { type: "noop" };
}

function parentOf(env: Environment, name: string, problems: string[]): RunRef | undefined {
  const text = env[name];
  const run = parseParentId(text);
  if (text && run === undefined) problems.push(`${name} is not of the form namespace/name/runId; it is ignored`);
  return run;
}

/** `facets: {disabled: [a, b]}`, and Java's newer `facets: {a: {disabled: true}}`. */
function disabledIn(facets: Settings | undefined): readonly string[] {
  if (facets === undefined) return [];
  const named = Array.isArray(facets.value("disabled")) || typeof facets.value("disabled") === "string";
  return [
    ...(named ? facets.strings("disabled") : []),
    ...facets.strings("disabledFacets"),
    ...facets.flagged("disabled"),
  ];
}

function splitNames(text = ""): readonly string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
