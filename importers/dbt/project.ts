import type { DatasetBody, Bodies } from "../event-maker.ts";
import type { DbtArtifacts, DbtCatalogTable, DbtNode } from "./artifacts.ts";

/** What dbt's files say of the datasets that its nodes are. */
export class DbtProject {
  readonly #artifacts: DbtArtifacts;
  readonly #namespace: string;

  /** `namespace`: of the datasets. */
  constructor(artifacts: DbtArtifacts, namespace: string) {
    this.#artifacts = artifacts;
    this.#namespace = namespace;
  }

  node(id: string): DbtNode | undefined {
    const { nodes, sources } = this.#artifacts.manifest;
    return nodes[id] ?? sources[id];
  }

  /** The tables that a node reads: models, seeds, snapshots and sources. */
  parents(id: string): readonly DbtNode[] {
    const ids = this.#artifacts.manifest.parent_map?.[id] ?? [];
    return ids.flatMap((parent) => this.node(parent) ?? []).filter(isTable);
  }

  /** Its name alone. */
  named(node: DbtNode): DatasetBody {
    return { namespace: this.#namespace, name: dotted(node.database, node.schema, tableName(node)) };
  }

  /** Its name, with all that is known of it. */
  described(node: DbtNode): DatasetBody {
    const catalogued = this.catalogued(node.unique_id);
    return { ...this.named(node), facets: this.#facets(node, catalogued) };
  }

  catalogued(id: string): DbtCatalogTable | undefined {
    const { catalog } = this.#artifacts;
    return catalog?.nodes[id] ?? catalog?.sources[id];
  }

  #facets(node: DbtNode, catalogued: DbtCatalogTable | undefined): Bodies {
    const fields = catalogued === undefined ? declaredFields(node) : cataloguedFields(catalogued, node);
    const type = typeOf(node, catalogued);
    const owner = node.config?.meta?.["owner"] ?? node.meta?.["owner"];
    const tags = tagsOf(node);
    return {
      dataSource: { name: this.#namespace, uri: this.#namespace },
      ...(fields.length > 0 && { schema: { fields } }),
      ...(isText(node.description) && { documentation: { description: node.description } }),
      ...(type !== undefined && { datasetType: { datasetType: type } }),
      ...(isText(owner) && { ownership: { owners: [{ name: owner }] } }),
      ...(tags.length > 0 && { tags: { tags: tags.map((key) => ({ key, value: "true", source: "DBT" })) } }),
    };
  }
}

export function dotted(...parts: readonly (string | null | undefined)[]): string {
  return parts.filter(isText).join(".");
}

export function tagsOf(node: DbtNode): readonly string[] {
  return [...new Set([node.tags ?? [], node.config?.tags ?? []].flat())];
}

export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** A number as adapters write it: as one, or as text. */
export function countOf(value: unknown): number | undefined {
  const count = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof count === "number" && Number.isFinite(count) && count >= 0 ? count : undefined;
}

function isTable({ resource_type }: DbtNode): boolean {
  return ["model", "seed", "snapshot", "source"].includes(resource_type);
}

/** The table's own name: a source may be called otherwise within dbt. */
function tableName(node: DbtNode): string {
  return (node.resource_type === "source" ? node.identifier : node.alias) ?? node.name;
}

function declaredFields({ columns }: DbtNode): readonly object[] {
  return Object.values(columns).map(({ name, data_type, description }) => field(name, data_type, description));
}

function cataloguedFields({ columns }: DbtCatalogTable, node: DbtNode): readonly object[] {
  return Object.values(columns)
    .toSorted((a, b) => a.index - b.index)
    .map(({ name, type, comment }) => field(name, type, node.columns[name]?.description || comment));
}

function field(name: string, type: string | null | undefined, description: string | null | undefined): object {
  return { name, ...(isText(type) && { type }), ...(isText(description) && { description }) };
}

function typeOf(node: DbtNode, catalogued: DbtCatalogTable | undefined): string | undefined {
  const said = catalogued?.metadata.type?.toUpperCase();
  if (said !== undefined) return said.includes("VIEW") ? "VIEW" : "TABLE";
  const materialized = node.config?.materialized;
  if (materialized === "view") return "VIEW";
  return materialized === "table" || materialized === "incremental" || materialized === "seed" ? "TABLE" : undefined;
}
