import type { Config } from "../config/config.ts";
import type { Environment } from "../config/environment.ts";
import type { FacetMaker, Facets } from "./facet.ts";
import { tagsOf } from "./labels.ts";
import { parentFacet } from "./parent.ts";
import type { Ancestry } from "./parent.ts";
import type { NominalSpan, RunOptions } from "./run-options.ts";

/** The facets a run starts with. */
export function runFacets(
  options: RunOptions,
  ancestry: Ancestry | undefined,
  config: Config,
  env: Environment,
  maker: FacetMaker,
): Facets {
  const tags = [...tagsOf(options.tags), ...tagsOf(config.runTags)];
  const variables = config.environmentVariables
    .filter((name) => env[name] !== undefined)
    .map((name) => ({ name, value: env[name] }));
  return {
    ...maker.all("run", {
      processing_engine: { name: "Node.js", version: process.versions.node },
      parent: ancestry && parentFacet(ancestry),
      nominalTime: nominalTime(options.nominalTime),
      tags: tags.length > 0 ? { tags } : undefined,
      environmentVariables: variables.length > 0 ? { environmentVariables: variables } : undefined,
    }),
    ...maker.all("run", options.facets ?? {}),
  };
}

function nominalTime(time: RunOptions["nominalTime"]): object | undefined {
  if (time === undefined) return undefined;
  const { start, end } = isSpan(time) ? time : { start: time, end: undefined };
  return { nominalStartTime: iso(start), ...(end !== undefined && { nominalEndTime: iso(end) }) };
}

function isSpan(time: NonNullable<RunOptions["nominalTime"]>): time is NominalSpan {
  return typeof time === "object" && "start" in time;
}

/** A day alone is its first moment in UTC, as for `Date`. */
function iso(time: Date | string): string {
  if (typeof time !== "string") return time.toISOString();
  return /^\d{4}-\d\d-\d\d$/.test(time) ? `${time}T00:00:00Z` : time;
}
