import { CurrentFacets, fieldTags, owners, tags } from "./facets.ts";
import { facetOf, object, text } from "./json.ts";
import type { Instant } from "./instant.ts";
import { mentions } from "./mention.ts";
import type { Mention } from "./mention.ts";
import { Names } from "./names.ts";
import { first, groups, last, latest } from "./order.ts";
import type { Said } from "./order.ts";
import type { Row } from "./row.ts";
import { runDatasets } from "./run-datasets.ts";
import type { Told } from "./told.ts";

/** A dataset that an event names; `mention` is undefined where it is the old name of a renamed one. */
interface Named {
  readonly namespace: string;
  readonly name: string;
  readonly told: Told;
  readonly mention: Mention | undefined;
  /** What it is called now. */
  readonly renamed: Mention | undefined;
}

export function datasets(events: readonly Told[]): readonly Row[] {
  const current = new CurrentFacets(events);
  const names = new Names(events);
  const completed = runDatasets(events).filter(({ role, state }) => role === "output" && state === "COMPLETE");
  return groups(events.flatMap(named), ({ namespace, name }) => [namespace, name]).map((all) => {
    const { namespace, name } = all[0];
    const facet = (key: string) => current.get("dataset", namespace, name, key);
    const shown = names.canonical({ namespace, name });
    const seen = all.map(({ told }) => told.at);
    const ends = completed
      .filter((row) => row["dataset_namespace"] === namespace && row["dataset_name"] === name)
      .map((row) => text(row["ended_at"]));
    const described = all.filter(({ mention }) => mention?.role === "subject" && lifecycle(mention) !== "DROP");
    const version = latest(
      words(all, ({ mention }) => [text(facetOf(mention?.facets, "version")?.["datasetVersion"])]),
    );
    return {
      namespace,
      name,
      canonical_namespace: shown.namespace,
      canonical_name: shown.name,
      aliases: names.aliases({ namespace, name }),
      type: text(facet("datasetType")["datasetType"]),
      subtype: text(facet("datasetType")["subType"]),
      description: text(facet("documentation")["description"]),
      owners: owners(facet("ownership")),
      tags: tags(facet("tags")),
      field_tags: fieldTags(facet("tags")),
      source_name: text(facet("dataSource")["name"]),
      source_uri: text(facet("dataSource")["uri"]),
      ...changes(all, current.deletedAt("dataset", namespace, name, "lifecycleStateChange")),
      version:
        version !== undefined && version.at >= current.deletedAt("dataset", namespace, name, "version")
          ? version.value[0]
          : "",
      first_seen: first(seen),
      last_seen: last(seen),
      last_read_at: last(all.filter(({ mention }) => mention?.role === "input").map(({ told }) => told.at)),
      last_written_at: last([...ends, ...described.map(({ told }) => told.at)]),
      received_at: first(all.map(({ told }) => told.receivedAt)),
    };
  });
}

/** Created, renamed, dropped. */
function changes(all: readonly Named[], deletedAt: Instant): Row {
  const said = latest(words(all, ({ mention }) => [lifecycle(mention)]));
  const changed = said !== undefined && said.at >= deletedAt ? said : undefined;
  const from = latest(words(all, ({ mention }) => previous(mention)));
  const to = latest(words(all, ({ renamed }) => [renamed?.namespace ?? "", renamed?.name ?? ""]));
  const alive = last(
    all
      .filter(({ mention }) => mention?.role === "output" || mention?.role === "subject")
      .filter(({ mention }) => lifecycle(mention) !== "DROP")
      .map(({ told }) => told.at),
  );
  const isGone = to !== undefined && (alive ?? "") <= to.at;
  return {
    lifecycle: changed?.value[0] ?? "",
    lifecycle_at: changed?.at ?? null,
    previous_namespace: from?.value[0] ?? "",
    previous_name: from?.value[1] ?? "",
    renamed_namespace: isGone ? to.value[0] : "",
    renamed_name: isGone ? to.value[1] : "",
    deleted: changed?.value[0] === "DROP" && (alive ?? "") <= changed.at,
  };
}

function named(told: Told): readonly Named[] {
  return mentions(told).flatMap((mention): readonly Named[] => {
    const [namespace = "", name = ""] = previous(mention);
    const { namespace: ownNamespace, name: ownName } = mention;
    return [
      { namespace: ownNamespace, name: ownName, told, mention, renamed: undefined },
      ...(name === "" ? [] : [{ namespace, name, told, mention: undefined, renamed: mention }]),
    ];
  });
}

/** What is said with a name or word that is not empty. */
function words(all: readonly Named[], read: (named: Named) => readonly string[]): readonly Said<readonly string[]>[] {
  const said: readonly { readonly at: Instant; readonly value: readonly string[] }[] = all.map((one) => ({
    at: one.told.at,
    value: read(one),
  }));
  return said.filter(({ value }) => value.at(-1) !== "");
}

function lifecycle(mention: Mention | undefined): string {
  return text(facetOf(mention?.facets, "lifecycleStateChange")?.["lifecycleStateChange"]);
}

function previous(mention: Mention | undefined): readonly string[] {
  const identifier = object(facetOf(mention?.facets, "lifecycleStateChange")?.["previousIdentifier"]);
  return [text(identifier["namespace"]), text(identifier["name"])];
}
