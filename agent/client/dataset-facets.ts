import type { FacetBody } from "../contract/facets/base.ts";
import type {
  DatasetTag,
  DatasourceDatasetFacet,
  DatasetTypeDatasetFacet,
  LifecycleStateChange,
  SchemaField,
  Symlink,
} from "../contract/facets/dataset.ts";
import type { SubsetCondition } from "../contract/facets/subset.ts";
import { columnLineage } from "./column-lineage.ts";
import type { ColumnsInput } from "./column-lineage.ts";
import type { DatasetName } from "../contract/dataset-ref.ts";
import { defined } from "./facet.ts";
import type { FacetMaker, Facets } from "./facet.ts";
import { ownersOf, tagsOf } from "./labels.ts";
import type { OwnersInput } from "./labels.ts";

/** What a run knows of a dataset it reads or writes. */
export interface DatasetDetails {
  /** Columns and their types: `{ id: "bigint" }`, or fields in full, for nested ones. */
  readonly schema?: Readonly<Record<string, string>> | readonly SchemaField[];
  readonly description?: string;
  readonly version?: string | number;
  readonly owners?: OwnersInput;
  /** Also of single fields: `{ key: "pii", value: "true", field: "email" }`. */
  readonly tags?: readonly (string | DatasetTag)[];
  readonly symlinks?: readonly Symlink[];
  readonly source?: FacetBody<DatasourceDatasetFacet>;
  /** `TABLE`, `VIEW`, `FILE`, `TOPIC` …, alone or with a subtype. */
  readonly type?: string | FacetBody<DatasetTypeDatasetFacet>;
  /** What the run did to the dataset as a whole. */
  readonly lifecycle?:
    | LifecycleStateChange
    | { readonly change: LifecycleStateChange; readonly previous?: DatasetName };
  /** Further facets of the dataset by key. */
  readonly facets?: Readonly<Record<string, object>>;
  /** Rows read or written by the run. */
  readonly rows?: number;
  readonly bytes?: number;
  readonly files?: number;
  /** The part of the dataset that was read or written, for example one partition. */
  readonly subset?: SubsetCondition;
}

export interface InputDetails extends DatasetDetails {
  readonly inputFacets?: Readonly<Record<string, object>>;
}

export interface OutputDetails extends DatasetDetails {
  /** Where each column comes from. */
  readonly columns?: ColumnsInput;
  readonly outputFacets?: Readonly<Record<string, object>>;
}

export function datasetFacets(details: OutputDetails, maker: FacetMaker, namespace: string): Facets {
  const { schema, description, version, owners, tags, symlinks, source, type, lifecycle, columns } = details;
  return {
    ...maker.all("dataset", {
      schema: schema && { fields: schemaFields(schema) },
      columnLineage: columns && columnLineage(columns, namespace),
      documentation: description === undefined ? undefined : { description },
      version: version === undefined ? undefined : { datasetVersion: String(version) },
      ownership: owners && { owners: ownersOf(owners) },
      tags: tags && { tags: tagsOf(tags) },
      symlinks: symlinks && { identifiers: symlinks },
      dataSource: source,
      datasetType: typeof type === "string" ? { datasetType: type } : type,
      lifecycleStateChange: lifecycle && lifecycleFacet(lifecycle),
    }),
    ...maker.all("dataset", details.facets ?? {}),
  };
}

export function inputFacets(details: InputDetails, maker: FacetMaker): Facets {
  return {
    ...maker.all("input", {
      inputStatistics: statistics(details),
      subset: details.subset && { inputCondition: details.subset },
    }),
    ...maker.all("input", details.inputFacets ?? {}),
  };
}

export function outputFacets(details: OutputDetails, maker: FacetMaker): Facets {
  return {
    ...maker.all("output", {
      outputStatistics: statistics(details),
      subset: details.subset && { outputCondition: details.subset },
    }),
    ...maker.all("output", details.outputFacets ?? {}),
  };
}

function statistics({ rows, bytes, files }: DatasetDetails): object | undefined {
  return defined({ rowCount: rows, size: bytes, fileCount: files });
}

function schemaFields(schema: NonNullable<DatasetDetails["schema"]>): readonly SchemaField[] {
  if (isFields(schema)) return schema;
  return Object.entries(schema).map(([name, type]) => ({ name, type }));
}

function isFields(schema: NonNullable<DatasetDetails["schema"]>): schema is readonly SchemaField[] {
  return Array.isArray(schema);
}

function lifecycleFacet(lifecycle: NonNullable<DatasetDetails["lifecycle"]>): object {
  if (typeof lifecycle === "string") return { lifecycleStateChange: lifecycle };
  const { change, previous } = lifecycle;
  return { lifecycleStateChange: change, ...(previous && { previousIdentifier: previous }) };
}
