/** https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/BaseFacet */
export interface BaseFacet {
  /** URI of the code that made the facet. */
  readonly _producer: string;
  /** URI of the schema the facet follows, with its version; see `facetSchemaUrl`. */
  readonly _schemaURL: string;
}

/** A facet of a job or a dataset: it stays until it is replaced or deleted. */
export interface DeletableFacet extends BaseFacet {
  /** True: a tombstone, the entity has had no such facet from the event's time on. */
  readonly _deleted?: boolean;
}

/** A facet as a user gives it; the agent adds `_producer` and `_schemaURL`. */
export type FacetBody<F extends BaseFacet> = Omit<F, keyof BaseFacet>;

/** The keys of a map of facets that the contract knows, without its index signature. */
export type KnownFacet<M> = keyof { [K in keyof M as string extends K ? never : K]: M[K] } & string;

/** https://openlineage.io/spec/facets/1-0-0/TagsRunFacet.json#/$defs/TagsRunFacetFields */
export interface Tag {
  readonly key: string;
  readonly value: string;
  /** INTEGRATION, USER, DBT CORE, SPARK … */
  readonly source?: string;
}

/** https://openlineage.io/spec/facets/1-0-1/OwnershipJobFacet.json */
export interface Owner {
  /** A URN is advised: `team:data`, `user:jdoe`, `application:shop`. */
  readonly name: string;
  /** `MAINTAINER` … */
  readonly type?: string;
}

/** Ours: says what was left out so that the event fits; see `fitEvent`. */
export interface TruncatedFacet extends BaseFacet {
  /** Paths of the facets that were dropped: `run.facets.spark.logicalPlan`. */
  readonly facets: readonly string[];
  /** UTF-8 bytes of the event's JSON before. */
  readonly originalBytes: number;
}
