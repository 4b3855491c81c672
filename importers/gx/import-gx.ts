import { z } from "zod";
import type { LineageEvent } from "#agent/contract/event.ts";
import { checkRunEvents } from "../check-run.ts";
import { derivedRunId } from "../derived-run-id.ts";
import { EventMaker } from "../event-maker.ts";
import type { DatasetBody } from "../event-maker.ts";
import { ImportError } from "../imported.ts";
import type { Imported } from "../imported.ts";
import { parseJson } from "../read-json.ts";
import { tableNamed } from "../table-address.ts";
import type { TableAddress } from "../table-address.ts";
import { expectationResult, raised, rowCount } from "./expectation-result.ts";
import { result } from "./expectation-result.ts";

const validation = z.object({
  // Since 1.0; before it is in `meta`.
  suite_name: z.string().nullish(),
  results: z.array(result),
  meta: z.object({
    great_expectations_version: z.string().nullish(),
    expectation_suite_name: z.string().nullish(),
    validation_id: z.string().nullish(),
    validation_time: z.string().nullish(),
    run_id: z.object({ run_name: z.string().nullish(), run_time: z.string() }),
    active_batch_definition: z.object({ datasource_name: z.string(), data_asset_name: z.string() }).nullish(),
    batch_spec: z.object({ table_name: z.string().nullish(), schema_name: z.string().nullish() }).nullish(),
  }),
});

type Validation = z.infer<typeof validation>;

export interface GxOptions extends TableAddress {
  /** Of the jobs. */
  readonly namespace: string;
}

/** A file of validation results, which a checkpoint keeps or `result.to_json_dict()` makes. @throws ImportError */
export function importGx(path: string, text: string, options: GxOptions): Imported {
  const found = parseJson(path, text, z.union([validation, z.object({ validation_results: z.array(z.unknown()) })]));
  if ("validation_results" in found)
    throw new ImportError(
      `${path}: a summary of a checkpoint has no time and no dataset in it; name the validation results themselves`,
    );
  const { meta, results } = found;
  const suite = found.suite_name ?? meta.expectation_suite_name ?? "suite";
  const time = meta.run_id.run_time;
  const checked = checkedDataset(found, options);
  const unknown = results.filter(raised).length;
  const events: readonly LineageEvent[] = checkRunEvents(new EventMaker("gx"), {
    runId: derivedRunId("gx", meta.validation_id ?? "", time, suite, checked.namespace, checked.name),
    job: { namespace: options.namespace, name: `gx.${suite}` },
    started: time,
    ended: time,
    error: unknown === 0 ? undefined : `${unknown} of ${results.length} expectations could not be evaluated`,
    integration: "GREAT_EXPECTATIONS",
    facets: meta.great_expectations_version
      ? { processing_engine: { name: "great_expectations", version: meta.great_expectations_version } }
      : {},
    inputs: [checked],
  });
  const note = `${path}: ${unknown} of ${results.length} expectations raised an error and have no result`;
  return { events, notes: unknown === 0 ? [] : [note] };
}

function checkedDataset({ meta, results }: Validation, options: GxOptions): DatasetBody {
  const { table_name: table, schema_name: schema } = meta.batch_spec ?? {};
  const asset = meta.active_batch_definition;
  const name = table ? [schema, table].filter((part) => part).join(".") : (asset?.data_asset_name ?? "asset");
  const rows = results.map(rowCount).find((count) => count !== undefined);
  return {
    ...tableNamed(options, asset?.datasource_name ?? "gx", name),
    useFacets: {
      dataQualityAssertions: { assertions: results.filter((each) => !raised(each)).map(expectationResult) },
      dataQualityMetrics: rows === undefined ? undefined : { rowCount: rows, columnMetrics: {} },
    },
  };
}
