import { eventSchemaUrls } from "#agent/contract/event-schema-urls.ts";
import type { JsonObject } from "#agent/contract/json.ts";
import type { Random } from "../random.ts";
import { noValues, slots } from "../slots.ts";
import { createVariants } from "../variants.ts";
import { agent } from "../wire.ts";
import { fieldsOf, mention, named, versionAt } from "./datasets.ts";
import { gap } from "./fortune.ts";
import { day, hour, minute } from "./model.ts";
import type { Dataset, Pipeline } from "./model.ts";

/** Says every night what is known of a dataset besides the runs: events of datasets, no runs. */
export function makeCatalogueEntry(random: Random, dataset: Dataset): Pipeline {
  const variants = createVariants(agent);
  return {
    // A week apart, so that each night a seventh of them is told of.
    period: 7 * day,
    offset: random.below(7) * day + 2 * hour + random.below(60) * minute,
    run(tick, emit) {
      const version = versionAt(dataset, tick.day);
      const template = variants(String(version), () => datasetEvent(dataset, version));
      emit(template, { ...noValues, eventTime: tick.at + gap(random) });
    },
  };
}

function datasetEvent(dataset: Dataset, version: number): JsonObject {
  const isPersonal = dataset.fields.some(({ name }) => name === "email" || name === "phone");
  return {
    eventTime: slots.eventTimeMillis.mark,
    producer: agent.producer,
    schemaURL: eventSchemaUrls.dataset,
    dataset: mention(agent, dataset, {
      documentation: { description: `${dataset.name}, kept by ${dataset.owner}.` },
      datasetType: { datasetType: dataset.namespace.startsWith("s3") ? "FILE" : "TABLE" },
      ownership: { owners: [{ name: dataset.owner, type: "OWNER" }] },
      schema: { fields: fieldsOf(dataset, version) },
      tags: { tags: [{ key: "pii", value: String(isPersonal), source: "USER" }] },
    }),
  };
}

/** Told once a day: a job's documentation, without a run. */
export function makeJobEntry(
  random: Random,
  job: { readonly namespace: string; readonly name: string },
  target: Dataset,
): Pipeline {
  const variants = createVariants(agent);
  const event = (): JsonObject => ({
    eventTime: slots.eventTimeMillis.mark,
    producer: agent.producer,
    schemaURL: eventSchemaUrls.job,
    job: {
      ...named(job),
      facets: agent.facets("job", {
        documentation: { description: `Fills ${target.name}.` },
        ownership: { owners: [{ name: target.owner }] },
      }),
    },
    inputs: [],
    outputs: [mention(agent, target)],
  });
  return {
    period: day,
    offset: 3 * hour + random.below(60) * minute,
    run: (tick, emit) => emit(variants("", event), { ...noValues, eventTime: tick.at + gap(random) }),
  };
}
