import { isJsonObject } from "../contract/json.ts";
import { facetSchemaUrl } from "../contract/facet-schemas.ts";
import type { FacetOwner } from "../contract/facet-schemas.ts";

export type Facets = Record<string, unknown>;

/**
 * Adds `_producer` and `_schemaURL` to the body of a facet, unless it brings its own. The body is
 * copied as JSON: what cannot be sent is found out here, and costs this facet and not the event, and
 * what the program changes later does not change what it said.
 */
export class FacetMaker {
  readonly #producer: string;

  constructor(producer: string) {
    this.#producer = producer;
  }

  /** @throws TypeError for what is no object or cannot be written as JSON. */
  make(owner: FacetOwner, key: string, body: object): object {
    return { _producer: this.#producer, _schemaURL: facetSchemaUrl(owner, key), ...jsonCopy(key, body) };
  }

  /** Each defined member becomes a facet under its key. */
  all(owner: FacetOwner, bodies: Readonly<Record<string, object | undefined>>): Facets {
    const facets: Facets = {};
    for (const [key, body] of Object.entries(bodies)) {
      if (body !== undefined) facets[key] = this.make(owner, key, body);
    }
    return facets;
  }
}

function jsonCopy(key: string, body: object): object {
  const json = JSON.stringify(body, (_, value: unknown) => (typeof value === "bigint" ? Number(value) : value));
  const copy: unknown = json === undefined ? undefined : JSON.parse(json);
  if (!isJsonObject(copy)) throw new TypeError(`the facet ${key} is not an object`);
  return copy;
}

/** The same object without members that are undefined; undefined if none is left. */
export function defined(body: object): object | undefined {
  const entries = Object.entries(body).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
