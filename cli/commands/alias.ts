import { datasetName } from "#agent/contract/dataset-ref.ts";
import type { DatasetName } from "#agent/contract/dataset-ref.ts";
import { EventMaker } from "#importers/event-maker.ts";
import { exitCodes } from "../exit-codes.ts";
import { Failure } from "../failure.ts";
import { nodeName } from "../render/dataset-text.ts";
import { importArtifacts } from "./import-artifacts.ts";
import type { ArtifactIo, ArtifactOptions } from "./import-artifacts.ts";

export interface AliasOptions extends ArtifactOptions {
  readonly remove?: true;
}

/**
 * `tidemark alias OTHER SHOWN`: says that two names are one dataset, as the facet `symlinks` does. An event like any other: it is
 * resolved when read, counts as of when it was said, and is taken back by another.
 */
export async function alias(
  io: ArtifactIo,
  other: string,
  shown: string | undefined,
  options: AliasOptions,
): Promise<void> {
  const dataset = datasetOf(other);
  const facet =
    options.remove === true ? { identifiers: [], _deleted: true } : { identifiers: [identifier(dataset, shown)] };
  const event = new EventMaker("alias").dataset(new Date().toISOString(), { ...dataset, facets: { symlinks: facet } });
  await importArtifacts(io, options, async () => ({ events: [event], notes: [] }));
}

/** A table is shown in place of whatever it is called elsewhere. */
function identifier(dataset: DatasetName, shown: string | undefined): object {
  if (shown === undefined) throw new Failure("say also the name that is to be shown, or --remove", exitCodes.usage);
  const target = datasetOf(shown);
  if (target.namespace === dataset.namespace && target.name === dataset.name)
    throw new Failure(`${nodeName(target)}: it is that already`, exitCodes.usage);
  return { ...target, type: "TABLE" };
}

/** Namespace and name with a blank between; or an address; or `namespace/name`. */
function datasetOf(text: string): DatasetName {
  const blank = /^(?<namespace>\S+) (?<name>\S.*)$/.exec(text.trim())?.groups;
  if (blank?.["namespace"] !== undefined && blank["name"] !== undefined)
    return { namespace: blank["namespace"], name: blank["name"] };
  const [, namespace, name] = /^(?![a-z][a-z0-9+.-]*:\/\/)([^/]+)\/(.+)$/i.exec(text) ?? [];
  if (namespace !== undefined && name !== undefined) return { namespace, name };
  const said = text === "" ? undefined : datasetName(text, "");
  if (said === undefined || said.namespace === "")
    throw new Failure(`${text}: such as 'postgres://db:5432 shop.public.orders', or namespace/name`, exitCodes.usage);
  return said;
}
