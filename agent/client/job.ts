import type { FacetBody, Tag } from "../contract/facets/base.ts";
import type { JobTypeJobFacet, SourceCodeLocationJobFacet } from "../contract/facets/job.ts";
import { defined } from "./facet.ts";
import type { FacetMaker, Facets } from "./facet.ts";
import { ownersOf, tagsOf } from "./labels.ts";
import type { OwnersInput, TagsInput } from "./labels.ts";

/** What a job is, beside its name. */
export interface JobDetails {
  readonly description?: string;
  /** `["team:data"]`, or with types: `[{ name: "team:data", type: "MAINTAINER" }]`. */
  readonly owners?: OwnersInput;
  readonly jobType?: Partial<FacetBody<JobTypeJobFacet>>;
  /** The query the job runs. */
  readonly sql?: string;
  /** The URL of the code, or where it is in version control. */
  readonly sourceCodeLocation?: string | Partial<FacetBody<SourceCodeLocationJobFacet>>;
  /** `["gold"]`, or `{ domain: "sales" }`. */
  readonly tags?: TagsInput;
  /** Further facets by key. */
  readonly facets?: Readonly<Record<string, object>>;
}

export interface JobInput extends JobDetails {
  /** Default: that of the configuration. */
  readonly namespace?: string;
  readonly name: string;
}

export interface JobName {
  readonly namespace: string;
  readonly name: string;
}

/** @throws TypeError for what names no job. */
export function jobName(job: string | JobInput, defaultNamespace: string): JobName {
  const name = typeof job === "string" ? job : job?.name;
  if (typeof name !== "string" || name === "") throw new TypeError("a job needs a name");
  const namespace = typeof job === "string" ? undefined : job.namespace;
  return { namespace: namespace || defaultNamespace, name };
}

export function jobFacets(job: string | JobInput, maker: FacetMaker, configuredTags: readonly Tag[]): Facets {
  const details: JobDetails = typeof job === "string" ? {} : job;
  const tags = [...tagsOf(details.tags), ...configuredTags];
  return {
    ...maker.all("job", {
      documentation: details.description === undefined ? undefined : { description: details.description },
      ownership: details.owners && { owners: ownersOf(details.owners) },
      jobType: details.jobType && { processingType: "BATCH", integration: "TIDEMARK", ...details.jobType },
      sql: details.sql === undefined ? undefined : { query: details.sql },
      sourceCodeLocation: location(details.sourceCodeLocation),
      tags: tags.length > 0 ? { tags } : undefined,
    }),
    ...maker.all("job", details.facets ?? {}),
  };
}

function location(where: JobDetails["sourceCodeLocation"]): object | undefined {
  if (where === undefined) return undefined;
  return typeof where === "string" ? { type: "git", url: where } : defined({ type: "git", ...where });
}
