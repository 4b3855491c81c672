import { z } from "zod";
import { instant, pageOf } from "../answer-schemas.ts";
import { contains, during, equals } from "../filters.ts";
import type { Span } from "../filters.ts";
import type { List } from "../list.ts";
import { asOf, happened, oneOf, pageParameters, text, yesOrNo } from "../parameters.ts";
import { timeText } from "../sql-fragments.ts";

export const facetItem = z
  .object({
    entity: z.string().meta({ description: "what it is a facet of: job or dataset" }),
    namespace: z.string(),
    name: z.string(),
    facet: z.string().meta({ description: "its key", examples: ["ownership"] }),
    value: z.unknown().meta({ description: "the facet, without _producer and _schemaURL; null when it was deleted" }),
    deleted: z.boolean(),
    eventTime: instant,
  })
  .readonly();

export type FacetItem = z.infer<typeof facetItem>;

interface FacetFilter extends Span {
  readonly entity?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly facet?: string | undefined;
  readonly deleted?: boolean | undefined;
  readonly search?: string | undefined;
}

interface FacetRow {
  readonly entity: string;
  readonly namespace: string;
  readonly name: string;
  readonly facet: string;
  readonly value: string;
  readonly deleted: boolean;
  readonly eventTime: string;
}

/** The latest of each facet of jobs and datasets, those that nobody here knows too. */
export const facets: List<FacetFilter, FacetRow, FacetItem> = {
  name: "facets",
  from: "facets",
  order: [
    { sql: "entity", type: "text" },
    { sql: "namespace", type: "text" },
    { sql: "name", type: "text" },
    { sql: "facet", type: "text" },
  ],
  columns: `entity, namespace, name, facet, value, deleted, ${timeText("event_time")} AS eventTime`,
  conditions: (filter, values) => [
    ...equals("entity", filter.entity, values),
    ...equals("namespace", filter.namespace, values),
    ...equals("name", filter.name, values),
    ...equals("facet", filter.facet, values),
    ...contains(["value"], filter.search, values),
    ...(filter.deleted === undefined ? [] : [`deleted = ${values.bind("Bool", filter.deleted)}`]),
    ...during("event_time", filter, values),
  ],
  item: ({ entity, namespace, name, facet, value, deleted, eventTime }) => ({
    entity,
    namespace,
    name,
    facet,
    value: jsonOf(value),
    deleted,
    eventTime,
  }),
};

function jsonOf(json: string): unknown {
  if (json === "") return null;
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

export const facetPage = pageOf(facetItem);

export const facetParameters = z.strictObject({
  entity: oneOf(["job", "dataset"], "what it is a facet of").optional(),
  namespace: text("of the job or dataset, exactly", "airflow").optional(),
  name: text("of the job or dataset, exactly", "shop.load_orders").optional(),
  facet: text("its key", "ownership").optional(),
  search: text("words in its JSON", "sales").optional(),
  deleted: yesOrNo("only those that were deleted, or only the others").optional(),
  ...happened,
  asOf,
  ...pageParameters(facets),
});
