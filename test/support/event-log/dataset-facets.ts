import * as fc from "fast-check";
import { columnLineage, lineage } from "./column-facets.ts";
import { partial, someDeletable, someOf } from "./facet.ts";
import { ownership } from "./job-facets.ts";
import { anyName, column, dataset, eventTime, word } from "./pools.ts";

/** Few, so that a dataset flaps between them; one has a struct, one the order of another changed. */
const schemas = [
  [
    { name: "id", type: "bigint" },
    { name: "amount", type: "decimal(10,2)" },
  ],
  [
    { name: "amount", type: "decimal(10,2)" },
    { name: "id", type: "bigint" },
  ],
  [
    { name: "id", type: "bigint" },
    { name: "address", type: "struct", fields: [{ name: "city", type: "struct", fields: [{ name: "name" }] }] },
    { name: "größe", type: "int" },
  ],
  [],
];

const check = fc
  .tuple(
    fc.constantFrom("not_null", "unique"),
    fc.boolean(),
    partial({
      column,
      name: fc.constantFrom("id is set", "one each"),
      severity: fc.constantFrom("error", "warn"),
      expected: fc.constantFrom("0", 0),
      actual: fc.constantFrom("3", 3, false),
      content: fc.constantFrom("a > 0", "b > 0"),
    }),
  )
  .map(([assertion, success, details]) => ({ assertion, success, ...details }));

const assertions = fc.array(check, { maxLength: 3 }).map((all) => ({ assertions: all }));

const numbers = fc.constantFrom(0, 1, 1000, 1001);

const metrics = fc
  .tuple(
    partial({ rowCount: numbers, bytes: numbers, fileCount: numbers, lastUpdated: eventTime }),
    fc.dictionary(
      column,
      partial({ nullCount: numbers, min: fc.constantFrom(-1.5, 0.1), quantiles: fc.constant({ "0.5": 7.25 }) }),
      { maxKeys: 2 },
    ),
  )
  .map(([whole, columnMetrics]) => ({ ...whole, columnMetrics }));

const tag = fc
  .tuple(fc.constantFrom("class", "tier"), fc.oneof(word, fc.constant("")), partial({ field: column }))
  .map(([key, value, field]) => ({ key, value, ...field }));

const lifecycle = fc.oneof(
  fc
    .constantFrom("ALTER", "CREATE", "DROP", "OVERWRITE", "TRUNCATE")
    .map((change) => ({ lifecycleStateChange: change })),
  dataset.map((previousIdentifier) => ({ lifecycleStateChange: "RENAME", previousIdentifier })),
);

const symlinks = fc
  .array(
    fc.tuple(anyName, fc.constantFrom("TABLE", "LOCATION")).map(([name, type]) => ({ ...name, type })),
    { maxLength: 2 },
  )
  .map((identifiers) => ({ identifiers }));

export const datasetFacets = someDeletable({
  schema: fc.constantFrom(...schemas).map((fields) => ({ fields })),
  columnLineage,
  lineage,
  symlinks,
  ownership,
  dataSource: partial({ name: fc.constant("shop"), uri: fc.constantFrom("bigquery", "postgres://db:5432/shop") }),
  documentation: word.map((description) => ({ description })),
  version: fc.constantFrom("1", "2", "10").map((datasetVersion) => ({ datasetVersion })),
  lifecycleStateChange: lifecycle,
  tags: fc.array(tag, { maxLength: 3 }).map((tags) => ({ tags })),
  datasetType: fc
    .tuple(fc.constantFrom("TABLE", "VIEW"), partial({ subType: fc.constant("MATERIALIZED") }))
    .map(([datasetType, subType]) => ({ datasetType, ...subType })),
  dataQualityMetrics: metrics,
  dataQualityAssertions: assertions,
  "my-company.retention": fc.record({ days: numbers, "a-b": fc.record({ d: word, c: word }) }),
});

const statistics = partial({ rowCount: numbers, size: numbers, fileCount: numbers });

const condition = fc.oneof(
  fc
    .array(fc.dictionary(fc.constantFrom("dt", "region"), fc.constantFrom("2026-01-31", "eu", 7), { minKeys: 1 }), {
      minLength: 1,
      maxLength: 2,
    })
    .map((partitions) => ({ type: "partition", partitions: partitions.map((dimensions) => ({ dimensions })) })),
  fc.subarray(["s3://lake/b", "s3://lake/a"], { minLength: 1 }).map((locations) => ({ type: "location", locations })),
  fc.constantFrom("EQUAL", "GREATER_THAN").map((comparison) => ({
    type: "compare",
    comparison,
    left: { type: "field", field: "dt" },
    right: { type: "literal", value: "2026-01-31" },
  })),
);

export const inputFacets = someOf(
  {
    dataQualityAssertions: assertions,
    greatExpectations_assertions: fc
      .array(fc.record({ expectationType: fc.constant("expect_it"), success: fc.boolean() }), { maxLength: 2 })
      .map((said) => ({ assertions: said })),
    dataQualityMetrics: metrics,
    inputStatistics: statistics,
    subset: condition.map((inputCondition) => ({ inputCondition })),
    icebergScanReport: partial({ scanMetrics: partial({ resultDataFiles: numbers, totalPlanningDuration: numbers }) }),
  },
  2,
);

export const outputFacets = someOf(
  {
    outputStatistics: statistics,
    subset: condition.map((outputCondition) => ({ outputCondition })),
    icebergCommitReport: partial({
      operation: fc.constant("append"),
      commitMetrics: partial({ addedRecords: numbers }),
    }),
  },
  2,
);
